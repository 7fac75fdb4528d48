// JWS: one spelling, a key found by its kid alone, one algorithm, one purpose for each signature.
#include "o2o-jws.h"

#include <string.h>

#include "o2o-base64url.h"
#include "o2o-json.h"
#include "o2o-protocol.h"

static const char *dot_in(const char *text, size_t length) { return length == 0 ? NULL : memchr(text, '.', length); }

static bool is_part(const char *text, size_t length) { return length > 0 && o2o_base64url_is_canonical(text, length); }

/** Reads kid, alg and typ; a critical extension is one that is not understood here (RFC 7515 section 4.1.11). */
static bool read_header(char *text, size_t length, struct o2o_json *header, o2o_id kid, bool *is_named)
{
    struct o2o_json member;
    if (!o2o_json_read_object(text, length, header) || o2o_json_member(*header, "crit", &member)) return false;
    if (!o2o_json_member(*header, "kid", &member) || o2o_json_type(member) != O2O_JSON_STRING) return false;
    *is_named = o2o_json_string(member, kid, O2O_ID_MAX + 1) >= 0;
    return true;
}

static bool has_text(struct o2o_json header, const char *name, const char *text)
{
    struct o2o_json member;
    return o2o_json_member(header, name, &member) && o2o_json_equals(member, text);
}

enum o2o_belief o2o_jws_verify(const struct o2o_port *port, const char *jws, size_t length, const char *typ,
                               o2o_find_key *find_key, const void *keys, char *payload, size_t capacity, size_t *payload_length)
{
    const char *first = dot_in(jws, length);
    const char *second = first ? dot_in(first + 1, length - (size_t)(first + 1 - jws)) : NULL;
    const char *end = jws + length;
    struct o2o_json header;
    uint8_t signature[64];
    size_t count = 0;
    o2o_id kid;
    bool is_named;
    if (!second || dot_in(second + 1, (size_t)(end - second - 1))) return O2O_MALFORMED;
    if (!is_part(jws, (size_t)(first - jws)) || !is_part(first + 1, (size_t)(second - first - 1)) ||
        !is_part(second + 1, (size_t)(end - second - 1)))
        return O2O_MALFORMED;
    if (capacity == 0 || !o2o_base64url_decode(jws, (size_t)(first - jws), (uint8_t *)payload, capacity - 1, &count))
        return O2O_MALFORMED;
    if (!read_header(payload, count, &header, kid, &is_named)) return O2O_MALFORMED;
    const uint8_t *key = is_named ? find_key(keys, kid) : NULL;
    if (!key) return O2O_KEY_UNKNOWN;
    if (!has_text(header, "alg", "Ed25519")) return O2O_SIGNATURE_INVALID;
    if (!o2o_base64url_decode(second + 1, (size_t)(end - second - 1), signature, sizeof signature, &count) || count != 64)
        return O2O_SIGNATURE_INVALID;
    if (!port->verify(port->context, key, (const uint8_t *)jws, (size_t)(second - jws), signature)) return O2O_SIGNATURE_INVALID;
    if (!has_text(header, "typ", typ)) return O2O_TYPE_WRONG;
    if (!o2o_base64url_decode(first + 1, (size_t)(second - first - 1), (uint8_t *)payload, capacity - 1, &count))
        return O2O_MALFORMED;
    payload[count] = '\0';
    if (!o2o_is_utf8(payload, count)) return O2O_MALFORMED;
    *payload_length = count;
    return O2O_BELIEVED;
}

static bool append(char *text, size_t capacity, size_t *length, const void *bytes, size_t count)
{
    size_t added = 0;
    if (!o2o_base64url_encode(bytes, count, text + *length, capacity - *length, &added)) return false;
    *length += added;
    return true;
}

static bool append_dot(char *text, size_t capacity, size_t *length)
{
    if (*length + 1 >= capacity) return false;
    text[(*length)++] = '.';
    return true;
}

bool o2o_jws_sign(const struct o2o_port *port, const char *kid, const char *typ, const char *payload, size_t payload_length,
                  char *jws, size_t capacity, size_t *length)
{
    char header_text[128];
    uint8_t signature[64];
    struct o2o_writer header = o2o_writer(header_text, sizeof header_text);
    *length = 0;
    o2o_put_open(&header, '{');
    o2o_put_text_member(&header, "alg", "Ed25519");
    o2o_put_text_member(&header, "kid", kid);
    o2o_put_text_member(&header, "typ", typ);
    o2o_put_close(&header, '}');
    if (header.failed || capacity == 0) return false;
    if (!append(jws, capacity, length, header_text, header.length) || !append_dot(jws, capacity, length)) return false;
    if (!append(jws, capacity, length, payload, payload_length)) return false;
    if (!port->sign(port->context, (const uint8_t *)jws, *length, signature)) return false;
    return append_dot(jws, capacity, length) && append(jws, capacity, length, signature, sizeof signature);
}

void o2o_hash_text(const struct o2o_port *port, const void *bytes, size_t count, char *text)
{
    uint8_t hash[32];
    port->sha256(port->context, bytes, count, hash);
    o2o_base64url_encode(hash, sizeof hash, text, O2O_HASH_LENGTH + 1, NULL);
}
