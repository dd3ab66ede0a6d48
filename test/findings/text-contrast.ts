/**
 * An expression for a browser: every visible text of the page with its contrast (WCAG 2.2, 1.4.3) against what is painted
 * behind it. It is text because the project's types know no browser.
 */
export const CONTRASTS = `(() => {
  const parse = colour => (colour.match(/[\\d.]+/g) ?? []).map(Number);
  const luminance = ([r, g, b]) => {
    const [R, G, B] = [r, g, b].map(one => one / 255).map(one => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
    return 0.2126 * R + 0.7152 * G + 0.0722 * B;
  };
  const transparent = colour => colour === 'transparent' || parse(colour)[3] === 0;
  const behind = element => {
    if (element.matches('.gap-label')) return getComputedStyle(document.querySelector('svg.timeline .gap')).fill;
    const box = element.closest('svg.access .node, svg.access .domain')?.querySelector('rect');
    if (box && getComputedStyle(box).fill !== 'none') return getComputedStyle(box).fill;
    for (let one = element; one !== null; one = one.parentElement) {
      const {backgroundColor} = getComputedStyle(one);
      if (!transparent(backgroundColor)) return backgroundColor;
    }
    return 'rgb(255, 255, 255)';
  };
  return [...document.body.querySelectorAll('*')]
    .filter(one => [...one.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim() !== ''))
    .filter(one => !one.matches('title, desc') && one.checkVisibility())
    .map(one => {
      const style = getComputedStyle(one);
      const colour = one instanceof SVGElement ? style.fill : style.color;
      const background = behind(one);
      const [high, low] = [luminance(parse(colour)), luminance(parse(background))].sort((a, b) => b - a);
      return {text: one.textContent.slice(0, 40), ratio: (high + 0.05) / (low + 0.05), background};
    });
})()`;
