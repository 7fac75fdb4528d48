// Fields that several messages share, read from checked JSON.
#ifndef O2O_FIELDS_H
#define O2O_FIELDS_H

#include "o2o-json.h"
#include "o2o-protocol.h"

/** `"v":1`. */
bool o2o_get_version(struct o2o_json object);
bool o2o_get_id(struct o2o_json object, const char *name, o2o_id id);
bool o2o_get_boot(struct o2o_json object, o2o_boot_name boot);
/** A whole number of at least `least` and at most `most`. */
bool o2o_get_count(struct o2o_json object, const char *name, uint64_t least, uint64_t most, uint64_t *count);
/** A string of at least `least` and at most `most` UTF-16 units; `text` has room for 3 * most + 1. */
bool o2o_get_text(struct o2o_json object, const char *name, size_t least, size_t most, char *text);
/** An issuer: some text up to 128. */
bool o2o_get_issuer(struct o2o_json object, struct o2o_json *issuer);
bool o2o_get_address(struct o2o_json object, const char *name, char address[O2O_ADDRESS_MAX + 1]);
bool o2o_get_container(struct o2o_json object, const char *name, enum o2o_json_type type, struct o2o_json *container);
/** A switch, a whole number, or a text up to 64. */
bool o2o_read_value(struct o2o_json json, struct o2o_value *value);
void o2o_put_value(struct o2o_writer *writer, const struct o2o_value *value);
/** The public key `x` of a JWK (RFC 8037). */
bool o2o_get_public_key(struct o2o_json object, const char *name, uint8_t key[32]);
bool o2o_is_word(struct o2o_json object, const char *name, const char *word);

#endif
