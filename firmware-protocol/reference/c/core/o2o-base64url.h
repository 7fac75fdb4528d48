// base64url (RFC 4648 section 5) without padding: each byte string has exactly one spelling (FP-05).
#ifndef O2O_BASE64URL_H
#define O2O_BASE64URL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Characters that `bytes` bytes take, without the zero at the end. */
#define O2O_BASE64URL_LENGTH(bytes) (((bytes)*4 + 2) / 3)

/** Writes text and a zero; false when it does not fit. */
bool o2o_base64url_encode(const uint8_t *bytes, size_t count, char *text, size_t capacity, size_t *length);

/** Reads the only spelling of some bytes; false for padding, blanks, stray last bits, or too little room. */
bool o2o_base64url_decode(const char *text, size_t length, uint8_t *bytes, size_t capacity, size_t *count);

/** True when `text` is the only spelling of some bytes; nothing is written. */
bool o2o_base64url_is_canonical(const char *text, size_t length);

#endif
