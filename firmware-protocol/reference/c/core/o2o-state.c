// State and configuration: what the object shows, with a version that only rises, and what it was told to be (FP-22, FP-23).
#include <string.h>

#include "o2o-device.h"

// Versions are promised to flash this many at a time: a wheel that turns must not wear it out.
enum { VERSIONS_AT_A_TIME = 64 };

static const char *const ANSWERS[] = {"accepted", "rejected", "unknown"};
enum { ACCEPTED, REJECTED, UNKNOWN };

void o2o_load_state(struct o2o_device *device)
{
    struct o2o_json object, list;
    struct o2o_json_walk walk;
    int64_t version;
    if (o2o_load_record(device, O2O_RECORD_STATE, &object) != O2O_FOUND) return;
    if (!o2o_get_count(object, "ver", 0, O2O_COUNT_MAX, &device->state_ver)) return;
    device->state_ver_stored = device->state_ver;
    if (!o2o_get_container(object, "local", O2O_JSON_ARRAY, &list)) return;
    walk = o2o_json_walk(list);
    for (size_t i = 0; i < O2O_CONTROLS_MAX && o2o_json_next(&walk); i++)
        if (o2o_json_integer(walk.value, &version) && version > 0) device->local_ver[i] = (uint64_t)version;
}

static void store_state(struct o2o_device *device)
{
    struct o2o_writer body = o2o_writer(device->body, sizeof device->body);
    o2o_put_open(&body, '{');
    o2o_put_integer_member(&body, "v", 1);
    o2o_put_integer_member(&body, "ver", device->state_ver_stored);
    o2o_put_key(&body, "local");
    o2o_put_open(&body, '[');
    for (size_t i = 0; i < O2O_CONTROLS_MAX; i++) o2o_put_integer(&body, (int64_t)device->local_ver[i]);
    o2o_put_close(&body, ']');
    o2o_put_close(&body, '}');
    if (body.failed || !device->port->store(device->port->context, O2O_RECORD_STATE, body.text, body.length))
        o2o_tell(device, "flash failed", "state");
}

void o2o_version_state(struct o2o_device *device)
{
    struct o2o_writer body = o2o_writer(device->body, sizeof device->body);
    uint8_t mark[O2O_MARK];
    o2o_put_open(&body, '{');
    device->kind->report(device->object, &body);
    o2o_put_close(&body, '}');
    o2o_mark(device, device->body, mark);
    if (memcmp(mark, device->state_hash, O2O_MARK) == 0) return;
    memcpy(device->state_hash, mark, O2O_MARK);
    if (++device->state_ver <= device->state_ver_stored) return;
    device->state_ver_stored = device->state_ver + VERSIONS_AT_A_TIME;
    store_state(device);
}

void o2o_send_state(struct o2o_device *device, uint64_t up_ms)
{
    struct o2o_writer body = o2o_writer(device->body, sizeof device->body);
    o2o_put_open(&body, '{');
    o2o_put_integer_member(&body, "v", 1);
    o2o_put_text_member(&body, "boot", device->boot);
    o2o_put_integer_member(&body, "seq", device->next_seq++);
    o2o_put_integer_member(&body, "upMs", up_ms);
    o2o_put_integer_member(&body, "ver", device->state_ver);
    o2o_put_key(&body, "reported");
    o2o_put_open(&body, '{');
    device->kind->report(device->object, &body);
    o2o_put_close(&body, '}');
    o2o_put_integer_member(&body, "cfgVer", device->cfg_ver);
    o2o_put_key(&body, "cfg");
    o2o_put_open(&body, '{');
    for (size_t i = 0; i < device->cfg_answer_count; i++)
        o2o_put_text_member(&body, device->cfg_answers[i].name, ANSWERS[device->cfg_answers[i].answer]);
    o2o_put_close(&body, '}');
    o2o_put_close(&body, '}');
    device->state_sent_ver = device->state_ver;
    device->state_sent_up_ms = up_ms;
    o2o_send_plain(device, O2O_UP_STATE, "", &body, false);
}

void o2o_report_state(struct o2o_device *device, uint64_t up_ms)
{
    bool is_due;
    o2o_version_state(device);
    if (!device->is_greeted) return;
    is_due = o2o_has_session(device) && up_ms - device->state_sent_up_ms >= O2O_STATE_EVERY_MS;
    if (is_due || device->state_ver != device->state_sent_ver) o2o_send_state(device, up_ms);
}

void o2o_hand_changed(struct o2o_device *device, const char *control, uint64_t up_ms)
{
    up_ms = o2o_up(device, up_ms);
    o2o_version_state(device);
    for (size_t i = 0; i < device->kind->control_count && i < O2O_CONTROLS_MAX; i++) {
        if (strcmp(device->kind->controls[i].name, control) != 0) continue;
        device->local_ver[i] = device->state_ver;
        store_state(device);
    }
    o2o_settle(device, up_ms);
}

// ------------------------------------------------------------------------------------------------------- configuration

static size_t key_index(const struct o2o_kind *kind, const char *name)
{
    size_t i = 0;
    while (i < kind->config_key_count && strcmp(kind->config_keys[i].name, name) != 0) i++;
    return i;
}

static bool key_takes(const struct o2o_config_key *key, const struct o2o_value *value)
{
    if (key->is_text) return value->type == O2O_VALUE_TEXT && o2o_utf16_length(value->text) <= (size_t)key->max;
    return value->type == O2O_VALUE_INTEGER && value->number >= key->min && value->number <= key->max;
}

static void set_defaults(struct o2o_device *device)
{
    for (size_t i = 0; i < device->kind->config_key_count && i < O2O_CONFIG_MAX; i++) {
        const struct o2o_config_key *key = &device->kind->config_keys[i];
        device->config[i].type = key->is_text ? O2O_VALUE_TEXT : O2O_VALUE_INTEGER;
        device->config[i].number = key->number;
        o2o_copy(device->config[i].text, sizeof device->config[i].text, key->is_text ? key->text : "");
    }
}

static void take(struct o2o_device *device, const char *name, const struct o2o_value *value)
{
    size_t key = key_index(device->kind, name);
    uint8_t answer = UNKNOWN;
    if (key < device->kind->config_key_count && key < O2O_CONFIG_MAX) {
        answer = key_takes(&device->kind->config_keys[key], value) ? ACCEPTED : REJECTED;
        if (answer == ACCEPTED) device->config[key] = *value;
    }
    if (device->cfg_answer_count == O2O_CFG_ANSWERS_MAX) return;
    o2o_copy(device->cfg_answers[device->cfg_answer_count].name, O2O_NAME_MAX + 1, name);
    device->cfg_answers[device->cfg_answer_count++].answer = answer;
}

static void apply(struct o2o_device *device)
{
    for (size_t i = 0; device->kind->configure && i < device->kind->config_key_count && i < O2O_CONFIG_MAX; i++)
        device->kind->configure(device->object, device->kind->config_keys[i].name, &device->config[i]);
}

static bool store_config(struct o2o_device *device)
{
    struct o2o_writer body = o2o_writer(device->body, sizeof device->body);
    o2o_put_open(&body, '{');
    o2o_put_integer_member(&body, "v", 1);
    o2o_put_integer_member(&body, "ver", device->cfg_ver);
    o2o_put_key(&body, "set");
    o2o_put_open(&body, '{');
    for (size_t i = 0; i < device->kind->config_key_count && i < O2O_CONFIG_MAX; i++) {
        o2o_put_key(&body, device->kind->config_keys[i].name);
        o2o_put_value(&body, &device->config[i]);
    }
    o2o_put_close(&body, '}');
    o2o_put_key(&body, "answers");
    o2o_put_open(&body, '{');
    for (size_t i = 0; i < device->cfg_answer_count; i++)
        o2o_put_integer_member(&body, device->cfg_answers[i].name, device->cfg_answers[i].answer);
    o2o_put_close(&body, '}');
    o2o_put_close(&body, '}');
    return !body.failed && device->port->store(device->port->context, O2O_RECORD_CONFIG, body.text, body.length);
}

void o2o_load_config(struct o2o_device *device)
{
    struct o2o_json object, list;
    struct o2o_json_walk walk;
    struct o2o_value value;
    char name[O2O_NAME_MAX + 1];
    int64_t answer;
    set_defaults(device);
    if (o2o_load_record(device, O2O_RECORD_CONFIG, &object) == O2O_FOUND &&
        o2o_get_container(object, "set", O2O_JSON_OBJECT, &list)) {
        o2o_get_count(object, "ver", 0, O2O_COUNT_MAX, &device->cfg_ver);
        walk = o2o_json_walk(list);
        while (o2o_json_next(&walk))
            if (o2o_json_string(walk.key, name, sizeof name) > 0 && o2o_read_value(walk.value, &value))
                take(device, name, &value);
        device->cfg_answer_count = 0;
        if (o2o_get_container(object, "answers", O2O_JSON_OBJECT, &list)) {
            walk = o2o_json_walk(list);
            while (device->cfg_answer_count < O2O_CFG_ANSWERS_MAX && o2o_json_next(&walk)) {
                size_t at = device->cfg_answer_count;
                if (o2o_json_string(walk.key, device->cfg_answers[at].name, O2O_NAME_MAX + 1) <= 0) continue;
                if (!o2o_json_integer(walk.value, &answer) || answer < 0 || answer > UNKNOWN) continue;
                device->cfg_answers[at].answer = (uint8_t)answer;
                device->cfg_answer_count++;
            }
        }
    }
    apply(device);
}

void o2o_take_config(struct o2o_device *device, const struct o2o_config_message *config, uint64_t up_ms)
{
    struct o2o_json_walk walk = o2o_json_walk(config->set);
    struct o2o_value value;
    char name[O2O_NAME_MAX + 1];
    if (config->ver <= device->cfg_ver) return;
    device->cfg_ver = config->ver;
    device->cfg_answer_count = 0;
    while (o2o_json_next(&walk))
        if (o2o_json_string(walk.key, name, sizeof name) > 0 && o2o_read_value(walk.value, &value)) take(device, name, &value);
    if (!store_config(device)) o2o_tell(device, "flash failed", "config");
    apply(device);
    o2o_tell(device, "configured", "");
    o2o_version_state(device);
    if (device->is_greeted) o2o_send_state(device, up_ms);
}
