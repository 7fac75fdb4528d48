// Claim: the token itself is never sent, only proofs over what both sides have said.
#include "o2o-claim.h"

#include <string.h>

#include "o2o-base64url.h"

static bool is_base64url(const char *text, size_t least, size_t most)
{
    size_t length = strlen(text);
    // The letters of base64url are those of an id.
    for (size_t i = 0; i < length; i++) {
        char letter[2] = {text[i], '\0'};
        if (!o2o_is_id(letter)) return false;
    }
    return length >= least && length <= most;
}

static bool add_line(struct o2o_claim *claim, size_t *length, const char *line)
{
    size_t size = strlen(line);
    if (*length + size + 1 >= sizeof claim->work) return false;
    if (*length > 0) claim->work[(*length)++] = '\n';
    memcpy(claim->work + *length, line, size);
    *length += size;
    return true;
}

/** HMAC-SHA256 under the token over lines that begin with their purpose; `doc` is the last one, or NULL. */
static bool prove(struct o2o_claim *claim, const char *purpose, bool is_talk, const char *doc, char proof[O2O_HASH_LENGTH + 1])
{
    uint8_t mac[32];
    size_t length = 0;
    bool fits = add_line(claim, &length, purpose) && add_line(claim, &length, claim->serial);
    if (is_talk)
        fits = fits && add_line(claim, &length, claim->x) && add_line(claim, &length, claim->device_nonce) &&
               add_line(claim, &length, claim->gateway_nonce);
    if (doc) fits = fits && add_line(claim, &length, doc);
    if (!fits) return false;
    claim->port->hmac_sha256(claim->port->context, (const uint8_t *)claim->token, strlen(claim->token),
                             (const uint8_t *)claim->work, length, mac);
    return o2o_base64url_encode(mac, sizeof mac, proof, O2O_HASH_LENGTH + 1, NULL);
}

/** Takes as long for a wrong proof as for a right one. */
static bool is_same(const char *one, const char *other)
{
    unsigned difference = strlen(one) != strlen(other);
    for (size_t i = 0; one[i] && other[i]; i++) difference |= (unsigned)(one[i] ^ other[i]);
    return difference == 0;
}

static void join(char *to, const char *first, const char *middle, const char *last)
{
    strcpy(to, first);
    strcat(to, middle);
    strcat(to, last);
}

bool o2o_claim_begin(struct o2o_claim *claim, const struct o2o_port *port, const char *serial, const char *token,
                     const uint8_t public_key[32])
{
    uint8_t chance[24];
    memset(claim, 0, sizeof *claim);
    claim->port = port;
    claim->token = token;
    if (!o2o_is_id(serial) || !o2o_copy(claim->serial, sizeof claim->serial, serial)) return false;
    if (!port->random(port->context, chance, sizeof chance)) return false;
    o2o_base64url_encode(chance, sizeof chance, claim->device_nonce, sizeof claim->device_nonce, NULL);
    o2o_base64url_encode(public_key, 32, claim->x, sizeof claim->x, NULL);
    join(claim->client_id, "claim-", serial, "");
    join(claim->up_topic, "o2o/1/claim/", serial, "/up");
    join(claim->down_topic, "o2o/1/claim/", serial, "/dn");
    return prove(claim, "o2o-claim-connect", false, NULL, claim->password);
}

bool o2o_claim_compose(const struct o2o_claim *claim, const struct o2o_kind *kind, char *text, size_t capacity, size_t *length)
{
    struct o2o_writer body = o2o_writer(text, capacity);
    o2o_put_open(&body, '{');
    o2o_put_integer_member(&body, "v", 1);
    o2o_put_text_member(&body, "t", "claim");
    o2o_put_text_member(&body, "serial", claim->serial);
    o2o_put_text_member(&body, "x", claim->x);
    o2o_put_text_member(&body, "nonce", claim->device_nonce);
    o2o_put_text_member(&body, "model", kind->model);
    o2o_put_text_member(&body, "fw", kind->firmware);
    o2o_put_text_member(&body, "profile", kind->name);
    o2o_put_close(&body, '}');
    *length = body.length;
    return !body.failed;
}

static bool get_proof(struct o2o_json object, char proof[O2O_HASH_LENGTH + 1])
{
    struct o2o_json member;
    return o2o_json_member(object, "proof", &member) && o2o_json_string(member, proof, O2O_HASH_LENGTH + 1) == O2O_HASH_LENGTH &&
           is_base64url(proof, O2O_HASH_LENGTH, O2O_HASH_LENGTH);
}

/** The new key, shown over the gateway's nonce: a JWS whose kid is the serial. */
static bool show_key(struct o2o_claim *claim, char *jws, size_t capacity)
{
    char text[160];
    struct o2o_writer body = o2o_writer(text, sizeof text);
    size_t length;
    o2o_put_open(&body, '{');
    o2o_put_integer_member(&body, "v", 1);
    o2o_put_text_member(&body, "serial", claim->serial);
    o2o_put_text_member(&body, "nonce", claim->gateway_nonce);
    o2o_put_close(&body, '}');
    return !body.failed &&
           o2o_jws_sign(claim->port, claim->serial, "o2o-claim+jwt", body.text, body.length, jws, capacity, &length);
}

static enum o2o_claim_step hear_challenge(struct o2o_claim *claim, struct o2o_json object, char *reply, size_t capacity,
                                          size_t *length)
{
    struct o2o_json member;
    struct o2o_writer body = o2o_writer(reply, capacity);
    char said[O2O_HASH_LENGTH + 1], mine[O2O_HASH_LENGTH + 1], before[O2O_CLAIM_NONCE_MAX + 1];
    memcpy(before, claim->gateway_nonce, sizeof before);
    if (!get_proof(object, said) || !o2o_json_member(object, "nonce", &member)) return O2O_CLAIM_IGNORED;
    if (o2o_json_string(member, claim->gateway_nonce, sizeof claim->gateway_nonce) < 0 ||
        !is_base64url(claim->gateway_nonce, 22, O2O_CLAIM_NONCE_MAX) || !prove(claim, "o2o-claim-gateway", true, NULL, mine) ||
        !is_same(said, mine)) {
        memcpy(claim->gateway_nonce, before, sizeof before);
        return O2O_CLAIM_IGNORED;
    }
    if (!prove(claim, "o2o-claim-device", true, NULL, mine) || !show_key(claim, claim->doc, O2O_CLAIM_KEY_MAX))
        return O2O_CLAIM_IGNORED;
    o2o_put_open(&body, '{');
    o2o_put_integer_member(&body, "v", 1);
    o2o_put_text_member(&body, "t", "prove");
    o2o_put_text_member(&body, "proof", mine);
    o2o_put_text_member(&body, "key", claim->doc);
    o2o_put_close(&body, '}');
    *length = body.length;
    return body.failed ? O2O_CLAIM_IGNORED : O2O_CLAIM_REPLY;
}

bool o2o_enrolment_read(const char *text, size_t length, struct o2o_enrolment *enrolment)
{
    struct o2o_json object, root;
    struct o2o_identity *identity = &enrolment->identity;
    char address[O2O_ADDRESS_MAX + 1];
    char *slash;
    o2o_id serial;
    memset(enrolment, 0, sizeof *enrolment);
    if (!o2o_json_read_object(text, length, &object) || !o2o_get_version(object)) return false;
    if (!o2o_get_id(object, "serial", serial) || !o2o_get_address(object, "sub", address)) return false;
    if (!o2o_get_id(object, "kid", identity->kid) || !o2o_get_text(object, "iss", 0, 128, identity->issuer)) return false;
    if (!o2o_get_container(object, "root", O2O_JSON_OBJECT, &root)) return false;
    if (!o2o_get_id(root, "kid", enrolment->trust.root.kid) || !o2o_get_public_key(root, "x", enrolment->trust.root.public_key))
        return false;
    slash = strchr(address, '/');
    if (!slash) return false;
    *slash = '\0';
    return o2o_copy(identity->tenant, sizeof identity->tenant, address) &&
           o2o_copy(identity->device, sizeof identity->device, slash + 1);
}

static enum o2o_claim_step hear_enrolled(struct o2o_claim *claim, struct o2o_json object, struct o2o_enrolment *enrolment)
{
    struct o2o_json member, doc;
    char said[O2O_HASH_LENGTH + 1], mine[O2O_HASH_LENGTH + 1];
    size_t length;
    long size;
    if (!claim->gateway_nonce[0] || !get_proof(object, said) || !o2o_json_member(object, "doc", &member))
        return O2O_CLAIM_IGNORED;
    size = o2o_json_string(member, claim->doc, sizeof claim->doc);
    if (size < 0 || !prove(claim, "o2o-claim-enrolled", true, claim->doc, mine) || !is_same(said, mine)) return O2O_CLAIM_IGNORED;
    if (!o2o_base64url_decode(claim->doc, (size_t)size, (uint8_t *)claim->work, sizeof claim->work - 1, &length))
        return O2O_CLAIM_IGNORED;
    claim->work[length] = '\0';
    if (!o2o_enrolment_read(claim->work, length, enrolment)) return O2O_CLAIM_IGNORED;
    return o2o_json_read_object(claim->work, length, &doc) && o2o_is_word(doc, "serial", claim->serial) ? O2O_CLAIM_ENROLLED
                                                                                                        : O2O_CLAIM_IGNORED;
}

enum o2o_claim_step o2o_claim_hear(struct o2o_claim *claim, const char *payload, size_t length, char *reply, size_t capacity,
                                   size_t *reply_length, uint64_t *after_s, struct o2o_enrolment *enrolment)
{
    struct o2o_json object, member;
    if (length > O2O_DOWN_MAX || !o2o_json_read_object(payload, length, &object) || !o2o_get_version(object))
        return O2O_CLAIM_IGNORED;
    if (o2o_is_word(object, "t", "challenge")) return hear_challenge(claim, object, reply, capacity, reply_length);
    if (o2o_is_word(object, "t", "enrolled")) return hear_enrolled(claim, object, enrolment);
    if (o2o_is_word(object, "t", "pending"))
        return o2o_get_count(object, "afterS", 1, O2O_LONGEST_ADVICE_S, after_s) ? O2O_CLAIM_PENDING : O2O_CLAIM_IGNORED;
    if (!o2o_is_word(object, "t", "refused") || !o2o_json_member(object, "code", &member)) return O2O_CLAIM_IGNORED;
    return o2o_json_string(member, claim->work, 32) > 0 ? O2O_CLAIM_REFUSED : O2O_CLAIM_IGNORED;
}
