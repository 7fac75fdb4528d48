// Keys: found by kid and purpose; a manifest replaces all of them or none.
#include "o2o-keys.h"

#include <string.h>

#include "o2o-fields.h"

static const struct o2o_key *find(const struct o2o_trust *trust, const char *kid)
{
    for (size_t i = 0; i < trust->key_count; i++)
        if (strcmp(trust->keys[i].kid, kid) == 0) return &trust->keys[i];
    return NULL;
}

static const uint8_t *find_for(const void *keys, const char *kid, uint8_t use)
{
    const struct o2o_key *key = find(keys, kid);
    return key && (key->uses & use) ? key->public_key : NULL;
}

const uint8_t *o2o_find_command_key(const void *keys, const char *kid) { return find_for(keys, kid, O2O_USE_CMD); }

const uint8_t *o2o_find_system_key(const void *keys, const char *kid) { return find_for(keys, kid, O2O_USE_SYS); }

const uint8_t *o2o_find_root_key(const void *keys, const char *kid)
{
    const struct o2o_trust *trust = keys;
    return trust->root.kid[0] != '\0' && strcmp(trust->root.kid, kid) == 0 ? trust->root.public_key : NULL;
}

static bool read_uses(struct o2o_json json, uint8_t *uses)
{
    struct o2o_json list;
    struct o2o_json_walk walk;
    unsigned count = 0;
    *uses = 0;
    if (!o2o_get_container(json, "use", O2O_JSON_ARRAY, &list)) return false;
    walk = o2o_json_walk(list);
    while (o2o_json_next(&walk)) {
        if (o2o_json_equals(walk.value, "cmd"))
            *uses |= O2O_USE_CMD;
        else if (o2o_json_equals(walk.value, "sys"))
            *uses |= O2O_USE_SYS;
        else
            return false;
        if (++count > 2) return false;
    }
    return count > 0;
}

static bool read_manifest(struct o2o_json object, struct o2o_trust *next)
{
    struct o2o_json list;
    struct o2o_json_walk walk;
    if (!o2o_get_version(object) || !o2o_get_count(object, "ver", 1, O2O_COUNT_MAX, &next->ver)) return false;
    if (!o2o_get_container(object, "keys", O2O_JSON_ARRAY, &list)) return false;
    walk = o2o_json_walk(list);
    while (o2o_json_next(&walk)) {
        struct o2o_key *key = &next->keys[next->key_count];
        if (next->key_count == O2O_KEYS_MAX || o2o_json_type(walk.value) != O2O_JSON_OBJECT) return false;
        if (!o2o_get_id(walk.value, "kid", key->kid) || !o2o_get_public_key(walk.value, "x", key->public_key)) return false;
        if (!read_uses(walk.value, &key->uses)) return false;
        next->key_count++;
    }
    return next->key_count > 0;
}

/** A kid is never given to another key; keys given by hand are no manifest, and bind nobody. */
static enum o2o_manifest_refusal compare(const struct o2o_trust *trust, const struct o2o_trust *next)
{
    uint8_t uses = 0;
    for (size_t i = 0; i < next->key_count; i++) {
        const struct o2o_key *known = trust->ver > 0 ? find(trust, next->keys[i].kid) : NULL;
        if (find(next, next->keys[i].kid) != &next->keys[i]) return O2O_MANIFEST_KID_TWICE;
        if (known && memcmp(known->public_key, next->keys[i].public_key, 32) != 0) return O2O_MANIFEST_KID_REUSED;
        uses |= next->keys[i].uses;
    }
    return uses == (O2O_USE_CMD | O2O_USE_SYS) ? O2O_MANIFEST_TAKEN : O2O_MANIFEST_USE_MISSING;
}

enum o2o_manifest_refusal o2o_trust_take(struct o2o_trust *trust, const char *text, size_t length, const char *issuer,
                                         const char *tenant)
{
    struct o2o_json object, signed_by;
    struct o2o_trust next;
    o2o_id for_tenant;
    enum o2o_manifest_refusal refusal;
    memset(&next, 0, sizeof next);
    if (length > O2O_DOWN_MAX || !o2o_json_read_object(text, length, &object)) return O2O_MANIFEST_INVALID;
    if (!o2o_get_issuer(object, &signed_by) || !o2o_get_id(object, "tenant", for_tenant) || !read_manifest(object, &next))
        return O2O_MANIFEST_INVALID;
    if (!o2o_json_equals(signed_by, issuer) || strcmp(for_tenant, tenant) != 0) return O2O_MANIFEST_FOREIGN;
    if (next.ver <= trust->ver) return O2O_MANIFEST_NOT_NEWER;
    refusal = compare(trust, &next);
    if (refusal != O2O_MANIFEST_TAKEN) return refusal;
    next.root = trust->root;
    *trust = next;
    return O2O_MANIFEST_TAKEN;
}
