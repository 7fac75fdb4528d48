// Answers: signed results, stored before they are sent, and the very same bytes for a command that comes again (FP-13).
#include <string.h>

#include "o2o-device.h"
#include "o2o-journal.h"

// A stored answer is one letter, then its body.
enum { OF_START_OR_STOP = 'S', OF_ANOTHER = 'o', KEY = sizeof(((struct o2o_answer *)0)->cid_mark) };

static uint16_t record_of(size_t at) { return (uint16_t)(O2O_RECORD_ANSWERS + at); }

static void key_of(const struct o2o_device *device, const char *text, uint8_t key[KEY])
{
    uint8_t mark[O2O_MARK];
    o2o_mark(device, text, mark);
    memcpy(key, mark, KEY);
}

void o2o_compose_result(struct o2o_writer *body, const struct o2o_device *device, const struct o2o_asked *asked,
                        struct o2o_said said, uint32_t seq, uint64_t up_ms)
{
    o2o_put_open(body, '{');
    o2o_put_integer_member(body, "v", 1);
    o2o_put_text_member(body, "sub", device->address);
    o2o_put_text_member(body, "boot", device->boot);
    o2o_put_integer_member(body, "seq", seq);
    o2o_put_integer_member(body, "upMs", up_ms);
    o2o_put_text_member(body, "cid", asked->cid);
    if (asked->ses) o2o_put_text_member(body, "ses", asked->ses);
    o2o_put_text_member(body, "cmdHash", asked->cmd_hash);
    o2o_put_text_member(body, "status", o2o_status_name(said.status));
    o2o_put_bool_member(body, "ran", said.ran);
    o2o_put_text_member(body, "code", o2o_code_name(said.code));
    if (said.detail) o2o_put_text_member(body, "detail", said.detail);
    o2o_put_close(body, '}');
}

static void send(struct o2o_device *device, const char *gateway, const char *cid, const char *body, size_t length)
{
    o2o_tell(device, "answered", body);
    o2o_send_signed(device, O2O_UP_RESULT, gateway, cid, "o2o-res+jwt", body, length);
}

void o2o_say(struct o2o_device *device, const struct o2o_asked *asked, struct o2o_said said, uint64_t up_ms)
{
    struct o2o_writer body = o2o_writer(device->body, sizeof device->body);
    o2o_compose_result(&body, device, asked, said, device->next_seq++, up_ms);
    if (!body.failed) send(device, asked->gateway, asked->cid, body.text, body.length);
}

/** The sessions of which anything is in the device; hashed once for all answers. */
struct present {
    uint8_t keys[O2O_JOURNAL_SESSIONS + 2][KEY];
    size_t count;
};

static void find_present(const struct o2o_device *device, struct present *present)
{
    present->count = 0;
    if (o2o_has_session(device)) key_of(device, device->session.ses, present->keys[present->count++]);
    for (size_t i = 0; i < O2O_JOURNAL_SESSIONS + 1; i++)
        if (device->journal_sessions[i][0]) key_of(device, device->journal_sessions[i], present->keys[present->count++]);
}

/** Answers to start and stop stay while anything of their session is in the device. */
static bool is_kept(const struct present *present, const struct o2o_answer *answer)
{
    for (size_t i = 0; answer->is_start_or_stop && i < present->count; i++)
        if (memcmp(present->keys[i], answer->ses_mark, KEY) == 0) return true;
    return false;
}

static bool is_older(const struct o2o_answer *one, const struct o2o_answer *other)
{
    return one->boot_count != other->boot_count ? one->boot_count < other->boot_count : one->seq < other->seq;
}

/** Room for one more: of those that need not be kept the last 32 stay; what is forgotten makes "never seen" uncertain. */
static size_t make_room(struct o2o_device *device, const struct o2o_answer *next)
{
    size_t oldest = O2O_ANSWERS, oldest_kept = O2O_ANSWERS, unused = O2O_ANSWERS, others;
    struct present present;
    find_present(device, &present);
    others = is_kept(&present, next) ? 0 : 1;
    for (size_t i = 0; i < O2O_ANSWERS; i++) {
        const struct o2o_answer *answer = &device->answers[i];
        if (!answer->is_used) {
            unused = i;
        } else if (is_kept(&present, answer)) {
            if (oldest_kept == O2O_ANSWERS || is_older(answer, &device->answers[oldest_kept])) oldest_kept = i;
        } else {
            others++;
            if (oldest == O2O_ANSWERS || is_older(answer, &device->answers[oldest])) oldest = i;
        }
    }
    if (unused < O2O_ANSWERS && others <= O2O_RESULTS_KEPT) return unused;
    if (!device->has_forgotten_answers) {
        device->has_forgotten_answers = true;
        o2o_store_counter(device);
    }
    return oldest < O2O_ANSWERS ? oldest : oldest_kept;
}

static void fill(const struct o2o_device *device, struct o2o_answer *answer, const char *cid, const char *ses)
{
    key_of(device, cid, answer->cid_mark);
    key_of(device, ses, answer->ses_mark);
    answer->is_used = true;
}

void o2o_say_and_keep(struct o2o_device *device, const struct o2o_asked *asked, struct o2o_said said, bool is_start_or_stop,
                      uint64_t up_ms)
{
    struct o2o_answer answer = {{0}, {0}, device->boot_count, device->next_seq++, false, is_start_or_stop};
    struct o2o_writer body;
    size_t at;
    fill(device, &answer, asked->cid, asked->ses);
    at = make_room(device, &answer); // before the body: it may store a record of its own
    body = o2o_writer(device->body + 1, sizeof device->body - 1);
    o2o_compose_result(&body, device, asked, said, answer.seq, up_ms);
    if (body.failed) return;
    device->body[0] = is_start_or_stop ? OF_START_OR_STOP : OF_ANOTHER;
    if (!device->port->store(device->port->context, record_of(at), device->body, body.length + 1))
        o2o_tell(device, "flash failed", "answer");
    device->answers[at] = answer;
    send(device, asked->gateway, asked->cid, body.text, body.length);
}

/** Loads the body of an answer into `body`; its length, or why there is none. */
static long load(struct o2o_device *device, size_t at, struct o2o_json *answer)
{
    long length = device->port->load(device->port->context, record_of(at), device->body, sizeof device->body - 1);
    if (length == O2O_NO_RECORD) return length;
    if (length < 2 || !o2o_json_read_object(device->body + 1, (size_t)length - 1, answer)) return O2O_BROKEN_RECORD;
    device->body[length] = '\0';
    return length - 1;
}

/** Finds the kept answer to a command, and loads it. */
static long find(struct o2o_device *device, const char *cid)
{
    uint8_t key[KEY];
    struct o2o_json answer;
    key_of(device, cid, key);
    for (size_t i = 0; i < O2O_ANSWERS; i++) {
        long length;
        if (!device->answers[i].is_used || memcmp(device->answers[i].cid_mark, key, KEY) != 0) continue;
        length = load(device, i, &answer);
        if (length > 0 && o2o_is_word(answer, "cid", cid)) return length;
    }
    return O2O_NO_RECORD;
}

bool o2o_is_answered(struct o2o_device *device, const char *cid) { return find(device, cid) > 0; }

bool o2o_answer_again(struct o2o_device *device, const char *gateway, const char *cid)
{
    long length = find(device, cid);
    if (length <= 0) return false;
    send(device, gateway, cid, device->body + 1, (size_t)length);
    return true;
}

void o2o_load_answers(struct o2o_device *device)
{
    for (size_t i = 0; i < O2O_ANSWERS; i++) {
        struct o2o_answer *answer = &device->answers[i];
        struct o2o_json body;
        o2o_id cid, ses;
        o2o_boot_name boot;
        uint64_t seq, boots = 0;
        long length = load(device, i, &body);
        memset(answer, 0, sizeof *answer);
        if (length == O2O_NO_RECORD) continue;
        if (length < 0 || !o2o_get_id(body, "cid", cid) || !o2o_get_boot(body, boot) || !o2o_get_id(body, "ses", ses) ||
            !o2o_get_count(body, "seq", 0, UINT32_MAX, &seq)) {
            // Whoever asks again must hear that nobody knows (FP-10).
            device->has_forgotten_answers = true;
            continue;
        }
        for (const char *digit = boot; *digit != '-'; digit++) boots = boots * 10 + (uint64_t)(*digit - '0');
        fill(device, answer, cid, ses);
        answer->boot_count = (uint32_t)boots;
        answer->seq = (uint32_t)seq;
        answer->is_start_or_stop = device->body[0] == OF_START_OR_STOP;
    }
}
