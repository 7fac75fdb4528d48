// Fields: each is read with its limits; what is outside of them is not there.
#include "o2o-fields.h"

#include <string.h>

#include "o2o-base64url.h"

enum { SAFE_INTEGER_BITS = 53 };

bool o2o_get_version(struct o2o_json object)
{
    uint64_t version;
    return o2o_get_count(object, "v", 1, 1, &version);
}

bool o2o_get_id(struct o2o_json object, const char *name, o2o_id id)
{
    struct o2o_json member;
    return o2o_json_member(object, name, &member) && o2o_json_string(member, id, O2O_ID_MAX + 1) > 0 && o2o_is_id(id);
}

bool o2o_get_boot(struct o2o_json object, o2o_boot_name boot)
{
    struct o2o_json member;
    return o2o_json_member(object, "boot", &member) && o2o_json_string(member, boot, O2O_BOOT_MAX + 1) > 0 &&
           o2o_is_boot_name(boot);
}

bool o2o_get_count(struct o2o_json object, const char *name, uint64_t least, uint64_t most, uint64_t *count)
{
    struct o2o_json member;
    int64_t number;
    if (!o2o_json_member(object, name, &member) || !o2o_json_integer(member, &number) || number < 0) return false;
    *count = (uint64_t)number;
    return *count >= least && *count <= most;
}

static bool read_text(struct o2o_json json, size_t least, size_t most, char *text)
{
    size_t units;
    if (o2o_json_string(json, text, 3 * most + 1) < 0) return false;
    units = o2o_utf16_length(text);
    return units >= least && units <= most;
}

bool o2o_get_text(struct o2o_json object, const char *name, size_t least, size_t most, char *text)
{
    struct o2o_json member;
    return o2o_json_member(object, name, &member) && read_text(member, least, most, text);
}

bool o2o_get_issuer(struct o2o_json object, struct o2o_json *issuer)
{
    char text[O2O_ISSUER_MAX + 1];
    return o2o_json_member(object, "iss", issuer) && read_text(*issuer, 0, 128, text);
}

bool o2o_get_address(struct o2o_json object, const char *name, char address[O2O_ADDRESS_MAX + 1])
{
    struct o2o_json member;
    return o2o_json_member(object, name, &member) && o2o_json_string(member, address, O2O_ADDRESS_MAX + 1) > 0 &&
           o2o_is_address(address);
}

bool o2o_get_container(struct o2o_json object, const char *name, enum o2o_json_type type, struct o2o_json *container)
{
    return o2o_json_member(object, name, container) && o2o_json_type(*container) == type;
}

bool o2o_read_value(struct o2o_json json, struct o2o_value *value)
{
    bool truth;
    memset(value, 0, sizeof *value);
    switch (o2o_json_type(json)) {
    case O2O_JSON_BOOL:
        if (!o2o_json_bool(json, &truth)) return false;
        value->type = O2O_VALUE_BOOL;
        value->number = truth;
        return true;
    case O2O_JSON_NUMBER:
        value->type = O2O_VALUE_INTEGER;
        if (!o2o_json_integer(json, &value->number)) return false;
        return value->number > -(INT64_C(1) << SAFE_INTEGER_BITS) && value->number < INT64_C(1) << SAFE_INTEGER_BITS;
    case O2O_JSON_STRING: value->type = O2O_VALUE_TEXT; return read_text(json, 0, 64, value->text);
    default: return false;
    }
}

void o2o_put_value(struct o2o_writer *writer, const struct o2o_value *value)
{
    if (value->type == O2O_VALUE_BOOL)
        o2o_put_bool(writer, value->number != 0);
    else if (value->type == O2O_VALUE_INTEGER)
        o2o_put_integer(writer, value->number);
    else
        o2o_put_text(writer, value->text);
}

bool o2o_get_public_key(struct o2o_json object, const char *name, uint8_t key[32])
{
    struct o2o_json member;
    char text[O2O_BASE64URL_LENGTH(32) + 1];
    size_t count;
    long length;
    if (!o2o_json_member(object, name, &member)) return false;
    length = o2o_json_string(member, text, sizeof text);
    return length > 0 && o2o_base64url_decode(text, (size_t)length, key, 32, &count) && count == 32;
}

bool o2o_is_word(struct o2o_json object, const char *name, const char *word)
{
    struct o2o_json member;
    return o2o_json_member(object, name, &member) && o2o_json_equals(member, word);
}
