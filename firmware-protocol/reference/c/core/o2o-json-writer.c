// JSON writer: into a fixed buffer, commas by itself; what does not fit makes the whole text void.
#include "o2o-json.h"

#include <string.h>

struct o2o_writer o2o_writer(char *text, size_t capacity)
{
    struct o2o_writer writer = {text, capacity, 0, capacity == 0, false};
    if (capacity > 0) text[0] = '\0';
    return writer;
}

static void put(struct o2o_writer *writer, const char *bytes, size_t count)
{
    if (writer->failed || count >= writer->capacity - writer->length) {
        writer->failed = true;
        return;
    }
    memcpy(writer->text + writer->length, bytes, count);
    writer->length += count;
    writer->text[writer->length] = '\0';
}

static void put_comma(struct o2o_writer *writer)
{
    if (writer->needs_comma) put(writer, ",", 1);
    writer->needs_comma = true;
}

void o2o_put_open(struct o2o_writer *writer, char bracket)
{
    put_comma(writer);
    put(writer, &bracket, 1);
    writer->needs_comma = false;
}

void o2o_put_close(struct o2o_writer *writer, char bracket)
{
    put(writer, &bracket, 1);
    writer->needs_comma = true;
}

static void put_quoted(struct o2o_writer *writer, const char *text)
{
    static const char HEX[] = "0123456789abcdef";
    put(writer, "\"", 1);
    for (; *text; text++) {
        uint8_t letter = (uint8_t)*text;
        const char *named = letter < 0x20 || letter == '"' || letter == '\\' ? strchr("\bb\ff\nn\rr\tt\"\"\\\\", *text) : NULL;
        if (named) {
            put(writer, "\\", 1);
            put(writer, named + 1, 1);
        } else if (letter < 0x20) {
            char code[6] = {'\\', 'u', '0', '0', HEX[letter >> 4], HEX[letter & 15]};
            put(writer, code, sizeof code);
        } else {
            put(writer, text, 1);
        }
    }
    put(writer, "\"", 1);
}

void o2o_put_key(struct o2o_writer *writer, const char *name)
{
    put_comma(writer);
    put_quoted(writer, name);
    put(writer, ":", 1);
    writer->needs_comma = false;
}

void o2o_put_text(struct o2o_writer *writer, const char *text)
{
    put_comma(writer);
    put_quoted(writer, text);
}

void o2o_put_integer(struct o2o_writer *writer, int64_t number)
{
    char digits[20];
    size_t at = sizeof digits;
    uint64_t left = number < 0 ? (uint64_t)0 - (uint64_t)number : (uint64_t)number;
    do digits[--at] = (char)('0' + left % 10);
    while ((left /= 10) > 0);
    if (number < 0) digits[--at] = '-';
    put_comma(writer);
    put(writer, digits + at, sizeof digits - at);
}

void o2o_put_bool(struct o2o_writer *writer, bool truth)
{
    put_comma(writer);
    put(writer, truth ? "true" : "false", truth ? 4 : 5);
}

void o2o_put_null(struct o2o_writer *writer)
{
    put_comma(writer);
    put(writer, "null", 4);
}

void o2o_put_text_member(struct o2o_writer *writer, const char *name, const char *text)
{
    o2o_put_key(writer, name);
    o2o_put_text(writer, text);
}

void o2o_put_integer_member(struct o2o_writer *writer, const char *name, uint64_t number)
{
    o2o_put_key(writer, name);
    o2o_put_integer(writer, (int64_t)number);
}

void o2o_put_bool_member(struct o2o_writer *writer, const char *name, bool truth)
{
    o2o_put_key(writer, name);
    o2o_put_bool(writer, truth);
}
