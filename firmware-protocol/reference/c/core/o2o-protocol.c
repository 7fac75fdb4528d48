// Words of the wire as text, and the shapes of its names.
#include "o2o-protocol.h"

#include <string.h>

const char *o2o_code_name(enum o2o_code code)
{
    static const char *const NAMES[] = {
        "OK",           "DUPLICATE",   "BUSY",      "EXPIRED",        "REPLAY",     "STALE_BOOT", "BAD_SIG", "UNKNOWN_KEY",
        "WRONG_DEVICE", "UNSUPPORTED", "BAD_PARAM", "BAD_STATE",      "ALREADY",    "HW_FAULT",   "JAMMED",  "LOW_BATTERY",
        "OCCUPIED",     "RESERVED",    "SAFETY",    "LOCAL_OVERRIDE", "RATE_LIMIT", "INTERNAL",
    };
    return NAMES[code];
}

const char *o2o_status_name(enum o2o_status status)
{
    static const char *const NAMES[] = {"accepted", "in_progress", "succeeded", "failed", "rejected", "expired"};
    return NAMES[status];
}

const char *o2o_act_name(enum o2o_act act)
{
    static const char *const NAMES[] = {"start", "stop", "renew", "pause", "resume", "set", "order", "call", "beep"};
    return NAMES[act];
}

static bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }
static bool is_lower(char letter) { return letter >= 'a' && letter <= 'z'; }
static bool is_letter(char letter) { return is_lower(letter) || (letter >= 'A' && letter <= 'Z'); }
static bool is_id_letter(char letter) { return is_digit(letter) || is_letter(letter) || letter == '_' || letter == '-'; }

static size_t id_length(const char *text)
{
    size_t length = 0;
    while (is_id_letter(text[length])) length++;
    return length;
}

bool o2o_is_id(const char *text)
{
    size_t length = id_length(text);
    return length > 0 && length <= O2O_ID_MAX && text[length] == '\0';
}

bool o2o_is_address(const char *text)
{
    size_t length = id_length(text);
    return length > 0 && length <= O2O_ID_MAX && text[length] == '/' && o2o_is_id(text + length + 1);
}

bool o2o_is_boot_name(const char *text)
{
    size_t digits = 0;
    size_t hex = 0;
    while (is_digit(text[digits])) digits++;
    if (digits < 1 || digits > 10 || text[digits] != '-') return false;
    text += digits + 1;
    while (is_digit(text[hex]) || (text[hex] >= 'a' && text[hex] <= 'f')) hex++;
    return hex == 16 && text[hex] == '\0';
}

bool o2o_is_control_name(const char *text)
{
    size_t length = 0;
    if (!is_lower(text[0])) return false;
    while (is_letter(text[length]) || is_digit(text[length])) length++;
    return length <= O2O_NAME_MAX && text[length] == '\0';
}

bool o2o_copy(char *to, size_t capacity, const char *from)
{
    size_t length = strlen(from);
    if (length >= capacity) {
        to[0] = '\0';
        return false;
    }
    memcpy(to, from, length + 1);
    return true;
}
