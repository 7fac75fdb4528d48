// base64url: encoding, and decoding that refuses every second spelling.
#include "o2o-base64url.h"

static const char ALPHABET[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static int value_of(char letter)
{
    if (letter >= 'A' && letter <= 'Z') return letter - 'A';
    if (letter >= 'a' && letter <= 'z') return letter - 'a' + 26;
    if (letter >= '0' && letter <= '9') return letter - '0' + 52;
    if (letter == '-') return 62;
    return letter == '_' ? 63 : -1;
}

bool o2o_base64url_encode(const uint8_t *bytes, size_t count, char *text, size_t capacity, size_t *length)
{
    size_t needed = count / 3 * 4 + (count % 3 == 0 ? 0 : count % 3 + 1);
    uint32_t held = 0;
    unsigned held_bits = 0;
    size_t at = 0;
    if (needed >= capacity) return false;
    for (size_t i = 0; i < count; i++) {
        held = (held << 8 | bytes[i]) & 0xffffff;
        for (held_bits += 8; held_bits >= 6; held_bits -= 6) text[at++] = ALPHABET[held >> (held_bits - 6) & 63];
    }
    if (held_bits > 0) text[at++] = ALPHABET[held << (6 - held_bits) & 63];
    text[at] = '\0';
    if (length) *length = at;
    return true;
}

bool o2o_base64url_is_canonical(const char *text, size_t length)
{
    unsigned over = (unsigned)(length % 4);
    if (over == 1) return false;
    for (size_t i = 0; i < length; i++)
        if (value_of(text[i]) < 0) return false;
    if (over == 0) return true;
    return (value_of(text[length - 1]) & (over == 2 ? 15 : 3)) == 0;
}

bool o2o_base64url_decode(const char *text, size_t length, uint8_t *bytes, size_t capacity, size_t *count)
{
    size_t needed = length / 4 * 3 + (length % 4 == 0 ? 0 : length % 4 - 1);
    uint32_t held = 0;
    unsigned held_bits = 0;
    size_t at = 0;
    if (!o2o_base64url_is_canonical(text, length) || needed > capacity) return false;
    for (size_t i = 0; i < length; i++) {
        held = (held << 6 | (uint32_t)value_of(text[i])) & 0xffffff;
        held_bits += 6;
        if (held_bits < 8) continue;
        held_bits -= 8;
        bytes[at++] = (uint8_t)(held >> held_bits);
    }
    if (count) *count = at;
    return true;
}
