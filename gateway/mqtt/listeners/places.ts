// Places: so many sockets at a time, all ways in together; a newcomer takes the place of whoever has waited longest to say who it is.
import type { Socket } from 'node:net';

export type Places = {
  /** Takes in a socket before anything is read of it. Where all places are held by devices, it is the newcomer that is closed. */
  enter(socket: Socket): void;
  /** Whoever came in on the socket of this name has proved who it is: nobody takes its place any more. */
  hold(peer: string): void;
};

/** Names a socket, whatever is wrapped around it: no two have the same addresses and ports at both ends at a time. */
export function peerOf(socket: Socket): string {
  return [socket.remoteAddress, socket.remotePort, socket.localAddress, socket.localPort].join(' ');
}

/** @param onTurnedAway told of each socket that was closed for want of a place. */
export function createPlaces(most: number, onTurnedAway: () => void): Places {
  // In the order in which they came.
  const strangers = new Map<string, Socket>();
  const all = new Set<Socket>();
  return {
    enter(socket) {
      const peer = peerOf(socket);
      all.add(socket);
      strangers.set(peer, socket);
      socket.once('close', () => {
        all.delete(socket);
        if (strangers.get(peer) === socket) strangers.delete(peer);
      });
      if (all.size <= most) return;
      const [[longestPeer, longest] = [peer, socket]] = strangers;
      onTurnedAway();
      all.delete(longest);
      strangers.delete(longestPeer);
      // Not at once: others are about to be told of this socket, and expect a whole one.
      setImmediate(() => longest.destroy());
    },
    hold(peer) {
      strangers.delete(peer);
    },
  };
}
