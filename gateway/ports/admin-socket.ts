// Admin socket: the name by which a data folder's owner finds the gateway that runs on it.

/** Socket paths are short by nature, so the name is. */
export const ADMIN_SOCKET = 'admin.sock';

/** Bytes of a socket's path on Linux; a longer one is refused there. */
export const LONGEST_SOCKET_PATH = 107;
