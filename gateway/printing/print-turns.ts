// Print turns: one batch at a time for each tenant and a few for the gateway; others wait for their turn, in order and not for ever.

/** Gives the turn back; a second call does nothing. */
export type EndTurn = () => void;
type PrintTurns = {
  /** @returns null where too many wait already, or the wait was too long. */
  take(tenantId: string): Promise<EndTurn | null>;
};

type TurnLimits = { readonly mostAtOnce: number; readonly mostWaiting: number; readonly longestWaitMs: number };

type Waiting = { readonly tenantId: string; readonly give: (turn: EndTurn | null) => void };

export function createPrintTurns({ mostAtOnce, mostWaiting, longestWaitMs }: TurnLimits): PrintTurns {
  const printing = new Set<string>();
  const queue: Waiting[] = [];

  function begin(tenantId: string): EndTurn {
    printing.add(tenantId);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      printing.delete(tenantId);
      callNext();
    };
  }

  const mayBegin = (tenantId: string): boolean => printing.size < mostAtOnce && !printing.has(tenantId);

  function callNext(): void {
    const at = queue.findIndex(({ tenantId }) => mayBegin(tenantId));
    const [next] = at < 0 ? [] : queue.splice(at, 1);
    next?.give(begin(next.tenantId));
  }

  return {
    async take(tenantId) {
      if (mayBegin(tenantId)) return begin(tenantId);
      // Who prints much leaves room in the queue for others.
      if (queue.filter((each) => each.tenantId === tenantId).length >= mostWaiting) return null;
      return new Promise((settle) => {
        const waiting: Waiting = {
          tenantId,
          give(turn) {
            clearTimeout(timer);
            settle(turn);
          },
        };
        const timer = setTimeout(() => {
          queue.splice(queue.indexOf(waiting), 1);
          settle(null);
        }, longestWaitMs);
        timer.unref();
        queue.push(waiting);
      });
    },
  };
}
