// JSON reader: grammar and UTF-8 are checked once, without recursion; then values are found by walking the text.
#include "o2o-json.h"

#include <string.h>

static size_t utf8_step(const uint8_t *bytes, size_t left)
{
    uint8_t first = bytes[0];
    size_t size = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
    if (size == 0 || size > left) return 0;
    for (size_t i = 1; i < size; i++)
        if ((bytes[i] & 0xc0) != 0x80) return 0;
    if (first == 0xe0 && bytes[1] < 0xa0) return 0;
    if (first == 0xed && bytes[1] > 0x9f) return 0;
    if (first == 0xf0 && bytes[1] < 0x90) return 0;
    if (first == 0xf4 && bytes[1] > 0x8f) return 0;
    return size;
}

bool o2o_is_utf8(const char *text, size_t length)
{
    size_t step;
    for (size_t at = 0; at < length; at += step) {
        step = utf8_step((const uint8_t *)text + at, length - at);
        if (step == 0) return false;
    }
    return true;
}

static const char *after_blanks(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r')) at++;
    return at;
}

static bool is_digit(const char *at, const char *end) { return at < end && *at >= '0' && *at <= '9'; }

static int hex_value(char letter)
{
    if (letter >= '0' && letter <= '9') return letter - '0';
    if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
    return letter >= 'A' && letter <= 'F' ? letter - 'A' + 10 : -1;
}

static const char *check_escape(const char *at, const char *end)
{
    if (at == end) return NULL;
    if (*at != 'u') return memchr("\"\\/bfnrt", *at, 8) ? at + 1 : NULL;
    if (end - at < 5) return NULL;
    for (int i = 1; i <= 4; i++)
        if (hex_value(at[i]) < 0) return NULL;
    return at + 5;
}

static const char *check_string(const char *at, const char *end)
{
    if (at == end || *at != '"') return NULL;
    for (at++; at < end && *at != '"';) {
        if ((uint8_t)*at < 0x20) return NULL;
        at = *at == '\\' ? check_escape(at + 1, end) : at + 1;
        if (!at) return NULL;
    }
    return at < end ? at + 1 : NULL;
}

static const char *check_number(const char *at, const char *end)
{
    if (at < end && *at == '-') at++;
    if (!is_digit(at, end)) return NULL;
    if (*at == '0')
        at++;
    else
        while (is_digit(at, end)) at++;
    if (at < end && *at == '.') {
        if (!is_digit(++at, end)) return NULL;
        while (is_digit(at, end)) at++;
    }
    if (at < end && (*at == 'e' || *at == 'E')) {
        at++;
        if (at < end && (*at == '+' || *at == '-')) at++;
        if (!is_digit(at, end)) return NULL;
        while (is_digit(at, end)) at++;
    }
    return at;
}

static const char *check_scalar(const char *at, const char *end)
{
    static const char *const WORDS[] = {"true", "false", "null"};
    if (*at == '"') return check_string(at, end);
    for (size_t i = 0; i < 3; i++) {
        size_t size = strlen(WORDS[i]);
        if ((size_t)(end - at) >= size && memcmp(at, WORDS[i], size) == 0) return at + size;
    }
    return check_number(at, end);
}

enum expected { A_VALUE, FIRST_KEY, NEXT_KEY, FIRST_ITEM, AFTER_VALUE };

static bool check_document(const char *at, const char *end)
{
    uint64_t objects = 0; // one bit for each open bracket: 1 is an object
    unsigned depth = 0;
    enum expected expected = A_VALUE;
    while ((at = after_blanks(at, end)) < end) {
        bool closes = depth > 0 && *at == (objects & 1 ? '}' : ']');
        if (closes && expected != A_VALUE && expected != NEXT_KEY) {
            at++;
            depth--;
            objects >>= 1;
            expected = AFTER_VALUE;
        } else if (expected == AFTER_VALUE) {
            if (depth == 0 || *at != ',') return false;
            at++;
            expected = objects & 1 ? NEXT_KEY : A_VALUE;
        } else if (expected == FIRST_KEY || expected == NEXT_KEY) {
            at = check_string(at, end);
            if (!at) return false;
            at = after_blanks(at, end);
            if (at == end || *at++ != ':') return false;
            expected = A_VALUE;
        } else if (*at == '{' || *at == '[') {
            if (++depth > 63) return false;
            objects = objects << 1 | (*at == '{');
            expected = *at++ == '{' ? FIRST_KEY : FIRST_ITEM;
        } else {
            at = check_scalar(at, end);
            if (!at) return false;
            expected = AFTER_VALUE;
        }
    }
    return depth == 0 && expected == AFTER_VALUE;
}

bool o2o_json_read(const char *text, size_t length, struct o2o_json *value)
{
    if (length == 0 || !o2o_is_utf8(text, length) || !check_document(text, text + length)) return false;
    value->at = after_blanks(text, text + length);
    value->end = text + length;
    return true;
}

bool o2o_json_read_object(const char *text, size_t length, struct o2o_json *object)
{
    return o2o_json_read(text, length, object) && *object->at == '{';
}

enum o2o_json_type o2o_json_type(struct o2o_json value)
{
    switch (*value.at) {
    case '{': return O2O_JSON_OBJECT;
    case '[': return O2O_JSON_ARRAY;
    case '"': return O2O_JSON_STRING;
    case 't':
    case 'f': return O2O_JSON_BOOL;
    case 'n': return O2O_JSON_NULL;
    default: return O2O_JSON_NUMBER;
    }
}

/** The end of a value in checked text. */
static const char *after_value(const char *at, const char *end)
{
    unsigned depth = 0;
    do {
        if (*at == '"') {
            at = check_string(at, end);
        } else if (*at == '{' || *at == '[') {
            depth++;
            at++;
        } else if (*at == '}' || *at == ']') {
            depth--;
            at++;
        } else if (depth > 0) {
            at++;
        } else {
            at = check_scalar(at, end);
        }
        if (!at) return end;
    } while (depth > 0 && at < end);
    return at;
}

struct o2o_json_walk o2o_json_walk(struct o2o_json container)
{
    bool is_container = *container.at == '{' || *container.at == '[';
    struct o2o_json_walk walk = {NULL, NULL, {NULL, NULL}, {NULL, NULL}};
    if (!is_container) return walk;
    walk.at = container.at;
    walk.end = after_value(container.at, container.end);
    return walk;
}

bool o2o_json_next(struct o2o_json_walk *walk)
{
    bool is_object;
    const char *at;
    if (!walk->at || walk->at >= walk->end) return false;
    is_object = walk->end[-1] == '}';
    at = after_blanks(walk->at + 1, walk->end); // past the opening bracket or a comma
    if (at >= walk->end - 1) return false;
    if (is_object) {
        walk->key.at = at;
        at = check_string(at, walk->end);
        if (!at) return false;
        walk->key.end = at;
        at = after_blanks(after_blanks(at, walk->end) + 1, walk->end);
    }
    walk->value.at = at;
    walk->value.end = after_value(at, walk->end);
    walk->at = after_blanks(walk->value.end, walk->end);
    return true;
}

bool o2o_json_member(struct o2o_json object, const char *name, struct o2o_json *value)
{
    bool found = false;
    struct o2o_json_walk walk;
    if (o2o_json_type(object) != O2O_JSON_OBJECT) return false;
    walk = o2o_json_walk(object);
    while (o2o_json_next(&walk)) {
        if (!o2o_json_equals(walk.key, name)) continue;
        *value = walk.value;
        found = true;
    }
    return found;
}

bool o2o_json_integer(struct o2o_json value, int64_t *number)
{
    const char *at = value.at;
    bool is_negative = *at == '-';
    uint64_t size = 0;
    uint64_t largest = is_negative ? (uint64_t)INT64_MAX + 1 : INT64_MAX;
    if (o2o_json_type(value) != O2O_JSON_NUMBER) return false;
    for (at += is_negative; is_digit(at, value.end); at++) {
        unsigned digit = (unsigned)(*at - '0');
        if (size > (largest - digit) / 10) return false;
        size = size * 10 + digit;
    }
    if (at < value.end && (*at == '.' || *at == 'e' || *at == 'E')) return false;
    if (is_negative)
        *number = size > INT64_MAX ? INT64_MIN : -(int64_t)size;
    else
        *number = (int64_t)size;
    return true;
}

bool o2o_json_bool(struct o2o_json value, bool *truth)
{
    if (o2o_json_type(value) != O2O_JSON_BOOL) return false;
    *truth = *value.at == 't';
    return true;
}

static uint32_t hex4(const char *at)
{
    uint32_t code = 0;
    for (int i = 0; i < 4; i++) code = code << 4 | (uint32_t)hex_value(at[i]);
    return code;
}

/** Reads one escape behind its backslash; 0 when it is U+0000 or half a surrogate pair. */
static uint32_t read_escape(const char **at, const char *end)
{
    static const char NAMES[] = "\"\\/bfnrt";
    static const char MEANT[] = "\"\\/\b\f\n\r\t";
    const char *here = *at;
    uint32_t code;
    if (*here != 'u') {
        *at = here + 1;
        return (uint32_t)MEANT[(const char *)memchr(NAMES, *here, 8) - NAMES];
    }
    code = hex4(here + 1);
    *at = here + 5;
    if (code < 0xd800 || code > 0xdfff) return code;
    if (code > 0xdbff || end - *at < 6 || (*at)[0] != '\\' || (*at)[1] != 'u') return 0;
    uint32_t low = hex4(*at + 2);
    if (low < 0xdc00 || low > 0xdfff) return 0;
    *at += 6;
    return 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
}

static size_t utf8_of(uint32_t code, char bytes[4])
{
    if (code < 0x80) {
        bytes[0] = (char)code;
        return 1;
    }
    size_t size = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = size - 1; i > 0; i--, code >>= 6) bytes[i] = (char)(0x80 | (code & 0x3f));
    bytes[0] = (char)((size == 2 ? 0xc0 : size == 3 ? 0xe0 : 0xf0) | code);
    return size;
}

long o2o_json_string(struct o2o_json value, char *text, size_t capacity)
{
    size_t length = 0;
    if (o2o_json_type(value) != O2O_JSON_STRING) return -1;
    for (const char *at = value.at + 1; *at != '"';) {
        char bytes[4] = {*at, 0, 0, 0};
        size_t size = 1;
        if (*at++ == '\\') {
            uint32_t code = read_escape(&at, value.end);
            if (code == 0) return -1;
            size = utf8_of(code, bytes);
        }
        if (length + size >= capacity) return -1;
        memcpy(text + length, bytes, size);
        length += size;
    }
    if (capacity == 0) return -1;
    text[length] = '\0';
    return (long)length;
}

bool o2o_json_equals(struct o2o_json value, const char *text)
{
    const char *at = value.at + 1;
    if (o2o_json_type(value) != O2O_JSON_STRING) return false;
    while (*at != '"') {
        char bytes[4] = {*at, 0, 0, 0};
        size_t size = 1;
        if (*at++ == '\\') {
            uint32_t code = read_escape(&at, value.end);
            if (code == 0) return false;
            size = utf8_of(code, bytes);
        }
        if (strncmp(text, bytes, size) != 0) return false;
        text += size;
    }
    return *text == '\0';
}

size_t o2o_utf16_length(const char *text)
{
    size_t units = 0;
    for (; *text; text++) {
        if (((uint8_t)*text & 0xc0) != 0x80) units++;
        if ((uint8_t)*text >= 0xf0) units++;
    }
    return units;
}
