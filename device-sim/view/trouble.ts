// Trouble: why a connection does not come about, in words that say what to try.

/** What is wrong with a connection, and what to try; the text of Node or the broker stays in it. */
export function describeTrouble(why: string): string {
  if (why.includes('ECONNREFUSED')) return `nobody listens there (${why}): start a gateway, or name its address with --broker`;
  if (/not authorized|bad user ?name or password/i.test(why))
    return `the broker does not let it in (${why}): is it registered there, with this password or key?`;
  if (/self-signed|certificate|altnames/i.test(why))
    return `the broker's certificate is not believed (${why}): give the certificate that it is signed with as --ca <file>`;
  if (why.includes('ENOTFOUND') || why.includes('EAI_AGAIN')) return `the broker's name is not known (${why}): check --broker`;
  return why;
}
