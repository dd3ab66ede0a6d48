/**
 * Text as Terraform and CDKTF must see it so that it arrives as written: neither reads a template (`${`, `%{`) nor
 * one of CDKTF's tokens into it. Round-tripped through apply on OpenTofu 1.12 and Terraform 1.11, in values and map
 * keys. For spec data only: a real token put through this would stop being one.
 */
export function literal(text: string): string {
  if (!text.includes('{')) return text;
  // Functions as replacements: in a replacement string JavaScript itself reads `$$` and `$&`.
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Terraform's template, not JavaScript's
  return text.replace(/[$%]+(?=\{)/g, run => `\${"${run}"}`).replace(/#\{(?=TfToken\[)/g, () => '#${"{"}');
}

/** A map whose keys and values are literal. */
export function literalMap(map: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [literal(key), literal(value)]));
}
