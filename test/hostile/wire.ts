/** Bytes to the server and what comes back, without any client's opinion of what may be sent. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";

export async function open(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => socket.destroy());
  await once(socket, "connect");
  return socket;
}

/** Everything that is answered until `enough` says so or the server closes. */
export function exchange(socket: Socket, bytes: string | Buffer, enough: (text: string) => boolean): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    const done = () => {
      socket.destroy();
      resolve(text);
    };
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
      if (enough(text)) done();
    });
    socket.once("close", done);
    // The bytes as they are: what is beyond Latin-1 in a test's text goes out as UTF-8.
    socket.write(bytes);
    // Half-closed: whoever waits for more learns that none will come, and answers or closes.
    socket.end();
  });
}

/** Statuses of the answers in a text of HTTP/1.1. */
export const statusesIn = (text: string): number[] =>
  [...text.matchAll(/^HTTP\/1\.[01] (\d{3})/gm)].map(([, status]) => Number(status));
