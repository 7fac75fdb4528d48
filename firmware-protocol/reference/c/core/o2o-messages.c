// Messages downward: all fields are checked before anything is believed of them.
#include "o2o-messages.h"

#include <string.h>

static bool read_parties(struct o2o_json object, struct o2o_json *issuer, char *address)
{
    return o2o_get_version(object) && o2o_get_issuer(object, issuer) && o2o_get_address(object, "aud", address);
}

static bool read_blinks(struct o2o_json object, struct o2o_hint *hint)
{
    struct o2o_json list;
    struct o2o_json_walk walk;
    int64_t number;
    if (!o2o_get_container(object, "blinks", O2O_JSON_ARRAY, &list)) return false;
    walk = o2o_json_walk(list);
    while (o2o_json_next(&walk)) {
        if (hint->blink_count == O2O_BLINK_GROUPS_MAX || !o2o_json_integer(walk.value, &number)) return false;
        if (number < 1 || number > O2O_BLINKS_MAX) return false;
        hint->blinks[hint->blink_count++] = (uint8_t)number;
    }
    return hint->blink_count > 0;
}

bool o2o_read_hint(const char *text, size_t length, struct o2o_hint *hint)
{
    struct o2o_json object, member;
    char reason[3 * 64 + 1];
    memset(hint, 0, sizeof *hint);
    if (length > O2O_DOWN_MAX || !o2o_json_read_object(text, length, &object) || !o2o_get_version(object)) return false;
    if (o2o_is_word(object, "t", "rehello")) return o2o_get_text(object, "nonce", 16, 64, hint->nonce);
    if (o2o_is_word(object, "t", "blink")) return read_blinks(object, hint);
    if (!o2o_is_word(object, "t", "bye") || !o2o_get_text(object, "reason", 0, 64, reason)) return false;
    hint->is_bye = true;
    hint->after_s = O2O_NEVER;
    return !o2o_json_member(object, "afterS", &member) ||
           o2o_get_count(object, "afterS", 0, O2O_LONGEST_ADVICE_S, &hint->after_s);
}

bool o2o_read_verdict(struct o2o_json json, o2o_id ses, enum o2o_verdict *verdict)
{
    static const char *const WORDS[] = {"continue", "end", "stored"};
    if (o2o_json_type(json) != O2O_JSON_OBJECT || !o2o_get_id(json, "ses", ses)) return false;
    for (unsigned each = 0; each < 3; each++) {
        if (!o2o_is_word(json, "verdict", WORDS[each])) continue;
        *verdict = (enum o2o_verdict)each;
        return true;
    }
    return false;
}

bool o2o_read_welcome(const char *text, size_t length, struct o2o_welcome *welcome)
{
    struct o2o_json object, member;
    struct o2o_json_walk walk;
    o2o_id ses;
    enum o2o_verdict verdict;
    uint64_t now;
    memset(welcome, 0, sizeof *welcome);
    if (length > O2O_DOWN_MAX || !o2o_json_read_object(text, length, &object)) return false;
    if (!o2o_is_word(object, "t", "welcome") || !read_parties(object, &welcome->issuer, welcome->address)) return false;
    if (!o2o_get_boot(object, welcome->boot) || !o2o_get_text(object, "nonce", 16, 64, welcome->nonce)) return false;
    if (!o2o_get_count(object, "now", 0, O2O_COUNT_MAX, &now)) return false;
    if (!o2o_get_count(object, "cfgVer", 0, O2O_COUNT_MAX, &welcome->cfg_ver)) return false;
    if (!o2o_get_count(object, "floor", 0, O2O_COUNT_MAX, &welcome->floor)) return false;
    if (o2o_json_member(object, "keys", &member) && !o2o_get_count(object, "keys", 0, O2O_COUNT_MAX, &welcome->keys))
        return false;
    if (!o2o_get_container(object, "verdicts", O2O_JSON_ARRAY, &welcome->verdicts)) return false;
    walk = o2o_json_walk(welcome->verdicts);
    while (o2o_json_next(&walk))
        if (!o2o_read_verdict(walk.value, ses, &verdict)) return false;
    return true;
}

static bool read_stored(struct o2o_json object, uint64_t *stored)
{
    struct o2o_json member;
    int64_t up_to;
    if (!o2o_json_member(object, "upTo", &member) || !o2o_json_integer(member, &up_to)) return false;
    if (up_to < -1 || up_to > INT64_C(1) << 53) return false;
    *stored = (uint64_t)(up_to + 1);
    return true;
}

bool o2o_read_ack(const char *text, size_t length, struct o2o_ack *ack)
{
    struct o2o_json object;
    struct o2o_json_walk walk;
    unsigned count = 0;
    int64_t number;
    memset(ack, 0, sizeof *ack);
    if (length > O2O_DOWN_MAX || !o2o_json_read_object(text, length, &object)) return false;
    if (!read_parties(object, &ack->issuer, ack->address) || !o2o_get_boot(object, ack->boot)) return false;
    if (!o2o_get_id(object, "ses", ack->ses) || !read_stored(object, &ack->stored)) return false;
    if (!o2o_get_container(object, "missing", O2O_JSON_ARRAY, &ack->missing)) return false;
    walk = o2o_json_walk(ack->missing);
    while (o2o_json_next(&walk))
        if (++count > 64 || !o2o_json_integer(walk.value, &number) || number < 0) return false;
    ack->is_quarantined = o2o_is_word(object, "verdict", "quarantined");
    return ack->is_quarantined || o2o_is_word(object, "verdict", "stored");
}

bool o2o_read_config(const char *text, size_t length, struct o2o_config_message *config)
{
    struct o2o_json object;
    struct o2o_json_walk walk;
    struct o2o_value value;
    char name[O2O_NAME_MAX + 1];
    memset(config, 0, sizeof *config);
    if (length > O2O_DOWN_MAX || !o2o_json_read_object(text, length, &object)) return false;
    if (!read_parties(object, &config->issuer, config->address)) return false;
    if (!o2o_get_count(object, "ver", 1, O2O_COUNT_MAX, &config->ver)) return false;
    if (!o2o_get_container(object, "set", O2O_JSON_OBJECT, &config->set)) return false;
    walk = o2o_json_walk(config->set);
    while (o2o_json_next(&walk)) {
        if (o2o_json_string(walk.key, name, sizeof name) <= 0 || !o2o_is_control_name(name)) return false;
        if (!o2o_read_value(walk.value, &value)) return false;
    }
    return true;
}
