// Compact JWS (RFC 7515) with Ed25519 (RFC 8037): FP-05 and FP-06.
#ifndef O2O_JWS_H
#define O2O_JWS_H

#include "o2o-port.h"

enum o2o_belief { O2O_BELIEVED, O2O_MALFORMED, O2O_KEY_UNKNOWN, O2O_SIGNATURE_INVALID, O2O_TYPE_WRONG };

/** The public key of a kid for one purpose; NULL when it is not, or no longer, believed. */
typedef const uint8_t *o2o_find_key(const void *keys, const char *kid);

/**
 * Checks in the order of FP-07: form, kid, signature, typ; then `payload` holds the text, zero-terminated.
 * `payload` is used for the header first, so it needs room for the larger of the two.
 */
enum o2o_belief o2o_jws_verify(const struct o2o_port *port, const char *jws, size_t length, const char *typ,
                               o2o_find_key *find_key, const void *keys, char *payload, size_t capacity, size_t *payload_length);

/** Signs exactly this payload; false when there is no room or no signature. */
bool o2o_jws_sign(const struct o2o_port *port, const char *kid, const char *typ, const char *payload, size_t payload_length,
                  char *jws, size_t capacity, size_t *length);

/** SHA-256 as base64url: what `cmdHash` cites. `text` has room for 44 characters. */
void o2o_hash_text(const struct o2o_port *port, const void *bytes, size_t count, char *text);

#endif
