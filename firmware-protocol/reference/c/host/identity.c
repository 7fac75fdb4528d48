// Identity on the host.
#include "identity.h"

#include <stdio.h>
#include <string.h>

#include "enrol.h"
#include "o2o-base64url.h"
#include "object.h"

/** The seed of the device's own key; a real device keeps it in a secure element. */
enum { RECORD_SEED = 0x0f01 };

bool host_key_load(const struct host_store *store, struct host_key *key)
{
    uint8_t seed[32];
    if (host_store_load(store, RECORD_SEED, seed, sizeof seed) != sizeof seed) {
        if (!host_random(NULL, seed, sizeof seed) || !host_store_save(store, RECORD_SEED, seed, sizeof seed)) return false;
    }
    host_key_from_seed(key, seed);
    return true;
}

// ----------------------------------------------------------------------------------------------------- of a venue file

static bool read_seed(struct o2o_json device, struct host_key *key)
{
    struct o2o_json jwk;
    uint8_t seed[32];
    if (!o2o_get_container(device, "privateJwk", O2O_JSON_OBJECT, &jwk) || !o2o_get_public_key(jwk, "d", seed)) return false;
    host_key_from_seed(key, seed);
    return true;
}

static bool read_device(struct o2o_json device, struct host_identity *self)
{
    struct o2o_json member;
    struct o2o_identity *who = &self->identity;
    if (!o2o_get_id(device, "tenant", who->tenant) || !o2o_get_id(device, "device", who->device)) return false;
    if (!o2o_json_member(device, "kind", &member) || o2o_json_string(member, self->kind, sizeof self->kind) <= 0) return false;
    // Without a password its own key is the credential (FP-29).
    if (o2o_json_member(device, "password", &member) && o2o_json_string(member, who->password, sizeof who->password) < 0)
        return false;
    return read_seed(device, &self->key);
}

static bool read_venue(struct o2o_json venue, const char *name, struct host_identity *self)
{
    struct o2o_json list;
    struct o2o_json_walk walk;
    struct o2o_trust *trust = &self->trust;
    if (!o2o_get_text(venue, "issuer", 0, 128, self->identity.issuer)) return false;
    if (!o2o_get_container(venue, "gatewayKeys", O2O_JSON_ARRAY, &list)) return false;
    walk = o2o_json_walk(list);
    while (trust->key_count < O2O_KEYS_MAX && o2o_json_next(&walk)) {
        struct o2o_key *key = &trust->keys[trust->key_count];
        if (!o2o_get_id(walk.value, "kid", key->kid) || !o2o_get_public_key(walk.value, "x", key->public_key)) return false;
        key->uses = O2O_USE_CMD | O2O_USE_SYS;
        trust->key_count++;
    }
    // Where the file names a root, manifests that it signs replace these keys (FP-30).
    if (o2o_get_container(venue, "root", O2O_JSON_OBJECT, &list) &&
        (!o2o_get_id(list, "kid", trust->root.kid) || !o2o_get_public_key(list, "x", trust->root.public_key)))
        return false;
    if (!o2o_get_container(venue, "devices", O2O_JSON_ARRAY, &list)) return false;
    walk = o2o_json_walk(list);
    while (o2o_json_next(&walk))
        if (o2o_json_type(walk.value) == O2O_JSON_OBJECT && o2o_is_word(walk.value, "device", name))
            return read_device(walk.value, self);
    return false;
}

static bool be_of_venue(const struct host_options *options, struct host_identity *self)
{
    static char text[1 << 18];
    struct o2o_json venue;
    size_t length = 0;
    FILE *file = fopen(options->venue, "rb");
    if (file) {
        length = fread(text, 1, sizeof text, file);
        fclose(file);
    }
    if (length > 0 && o2o_json_read_object(text, length, &venue) && read_venue(venue, options->device, self)) return true;
    fprintf(stderr, "no device %s in %s\n", options->device, options->venue);
    return false;
}

// ------------------------------------------------------------------------------------------------- registered by hand

/** Splits `first<mark>second`. */
static bool split(const char *text, char mark, char *first, size_t capacity, const char **second)
{
    const char *at = strchr(text, mark);
    size_t length = at ? (size_t)(at - text) : 0;
    if (!at || length >= capacity) return false;
    memcpy(first, text, length);
    first[length] = '\0';
    *second = at + 1;
    return true;
}

static bool be_by_hand(const struct host_options *options, const struct host_store *store, struct host_identity *self)
{
    struct o2o_identity *who = &self->identity;
    struct o2o_key *root = &self->trust.root;
    const char *device, *x;
    size_t count = 0;
    bool is_right = split(options->address, '/', who->tenant, sizeof who->tenant, &device) && o2o_is_id(who->tenant) &&
                    o2o_copy(who->device, sizeof who->device, device) && o2o_is_id(who->device) &&
                    o2o_copy(who->issuer, sizeof who->issuer, options->issuer) &&
                    split(options->root, ':', root->kid, sizeof root->kid, &x) && o2o_is_id(root->kid) &&
                    o2o_base64url_decode(x, strlen(x), root->public_key, sizeof root->public_key, &count) &&
                    count == sizeof root->public_key;
    if (!is_right) fputs("--address is <tenant>/<device>, --root is <kid>:<43 characters of its public key>\n", stderr);
    return is_right && host_key_load(store, &self->key);
}

bool host_identity_find(const struct host_options *options, const struct host_store *store, struct host_identity *self)
{
    struct o2o_identity *who = &self->identity;
    bool is_somebody;
    memset(self, 0, sizeof *self);
    if (options->kind && !o2o_copy(self->kind, sizeof self->kind, options->kind)) self->kind[0] = '\0';
    if (options->kind && !host_object_of(self->kind)) {
        fprintf(stderr, "this program has no %s\n", options->kind);
        return false;
    }
    if (options->venue)
        is_somebody = be_of_venue(options, self);
    else
        is_somebody = options->address ? be_by_hand(options, store, self) : host_enrol(options, store, self);
    if (options->password && !o2o_copy(who->password, sizeof who->password, options->password)) {
        fputs("--password is too long\n", stderr);
        return false;
    }
    if (!who->kid[0]) memcpy(who->kid, who->device, sizeof who->kid);
    return is_somebody;
}

bool host_identity_wipe(const struct host_store *store)
{
    for (uint16_t record = O2O_RECORD_COUNTER; record <= O2O_RECORD_KEYS; record++)
        if (!host_store_erase(store, record)) return false;
    for (unsigned i = 0; i < O2O_ANSWERS; i++)
        if (!host_store_erase(store, (uint16_t)(O2O_RECORD_ANSWERS + i))) return false;
    for (unsigned i = 0; i < O2O_JOURNAL_ENTRIES; i++)
        if (!host_store_erase(store, (uint16_t)(O2O_RECORD_JOURNAL + i))) return false;
    return true;
}
