import {connect} from 'node:net';
import {type Address, formatAddress} from './wire.ts';

/** What a listener does with a Kafka request that is not encrypted. */
export type PlaintextAnswer = {answer: 'refused'; how: string} | {answer: 'served'; how: string} | {answer: 'unknown'; how: string};

const CORRELATION_ID = 0x57454952;
const TLS_ALERT = 0x15;

/**
 * Sends an ApiVersions request (key 18, version 0, which brokers answer before authentication) in clear text.
 * An answer with our correlation id means that the listener speaks plaintext; a TLS alert or a closed connection that
 * it refuses to; no answer at all says nothing.
 */
export function probePlaintext(address: Address, timeoutMs = 5_000): Promise<PlaintextAnswer> {
  return new Promise(resolve => {
    const socket = connect(address.port, address.host);
    let received = Buffer.alloc(0);
    let sent = false;
    const settle = (answer: PlaintextAnswer) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(
      () => settle({answer: 'unknown', how: `${formatAddress(address)} did not answer within ${timeoutMs} ms`}),
      timeoutMs,
    );
    socket.on('connect', () => {
      sent = true;
      socket.write(apiVersionsRequest());
    });
    socket.on('data', chunk => {
      received = Buffer.concat([received, chunk]);
      if (received.length >= 8 && received.readInt32BE(4) === CORRELATION_ID)
        settle({answer: 'served', how: `${formatAddress(address)} answered a request that was not encrypted`});
      else if (received[0] === TLS_ALERT) settle({answer: 'refused', how: `${formatAddress(address)} answered with a TLS alert`});
    });
    socket.on('error', error => {
      if (sent && 'code' in error && error.code === 'ECONNRESET')
        settle({answer: 'refused', how: `${formatAddress(address)} reset the connection`});
      else settle({answer: 'unknown', how: `${formatAddress(address)}: ${error.message}`});
    });
    socket.on('close', () =>
      settle(
        sent
          ? {answer: 'refused', how: `${formatAddress(address)} closed the connection without an answer`}
          : {answer: 'unknown', how: `${formatAddress(address)} closed the connection before a request`},
      ),
    );
  });
}

/** Size, api key, api version, correlation id, client id: the request header in version 1. */
function apiVersionsRequest(): Buffer {
  const clientId = Buffer.from('weir-plaintext-probe');
  const body = Buffer.alloc(2 + 2 + 4 + 2 + clientId.length);
  body.writeInt16BE(18, 0);
  body.writeInt16BE(0, 2);
  body.writeInt32BE(CORRELATION_ID, 4);
  body.writeInt16BE(clientId.length, 8);
  clientId.copy(body, 10);
  const size = Buffer.alloc(4);
  size.writeInt32BE(body.length, 0);
  return Buffer.concat([size, body]);
}
