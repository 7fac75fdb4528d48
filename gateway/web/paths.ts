// Paths: the addresses of the phone pages and of their forms, so that pages and routes name them once.

const segment = encodeURIComponent;

export const paths = {
  home: '/',
  /** Pages. */
  offer: (ticket: string): string => `/s/${segment(ticket)}`,
  session: (sessionId: string): string => `/sessions/${segment(sessionId)}`,
  receipt: (sessionId: string): string => `/sessions/${segment(sessionId)}/receipt`,
  /** Forms (POST): each answers 303 to a page, or a page that says why not. */
  start: (ticket: string): string => `/s/${segment(ticket)}/start`,
  pair: (ticket: string): string => `/s/${segment(ticket)}/pair`,
  stop: (sessionId: string): string => `/sessions/${segment(sessionId)}/stop`,
  control: (sessionId: string, control: string): string => `/sessions/${segment(sessionId)}/controls/${segment(control)}`,
  orders: (sessionId: string): string => `/sessions/${segment(sessionId)}/orders`,
  call: (sessionId: string): string => `/sessions/${segment(sessionId)}/call`,
  /** API. */
  events: (sessionId: string): string => `/api/v1/sessions/${segment(sessionId)}/events`,
  receiptJson: (sessionId: string): string => `/api/v1/sessions/${segment(sessionId)}/receipt`,
  receiptKeys: (sessionId: string): string => `/api/v1/sessions/${segment(sessionId)}/receipt/keys`,
};
