// Host program: the device core on a computer, with a simulated object whose hands are lines of standard input.
#define _POSIX_C_SOURCE 200809L
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "identity.h"
#include "link.h"
#include "o2o-base64url.h"
#include "object.h"

/** The object's mechanics beside the core's own records. */
enum { RECORD_OBJECT = 0x0f00 };

struct host {
    struct host_options options;
    char **words; // of its command line
    struct o2o_device device;
    struct o2o_plan plan;
    struct host_link link;
    struct host_identity self;
    struct host_store store;
    const struct host_object *object;
    uint64_t reconnect_up_ms;
};

static struct host host;
static volatile sig_atomic_t must_end;

static uint64_t up_ms(void)
{
    static struct timespec booted;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (booted.tv_sec == 0) booted = now;
    return (uint64_t)(now.tv_sec - booted.tv_sec) * 1000 + (uint64_t)(now.tv_nsec / 1000000) -
           (uint64_t)(booted.tv_nsec / 1000000);
}

// ---------------------------------------------------------------------------------------------------------------- port

static bool sign(void *context, const uint8_t *message, size_t length, uint8_t signature[64])
{
    return host_sign(&((struct host *)context)->self.key, message, length, signature);
}

static bool save(void *context, uint16_t record, const void *bytes, size_t count)
{
    return host_store_save(&((struct host *)context)->store, record, bytes, count);
}

static long load(void *context, uint16_t record, void *bytes, size_t capacity)
{
    return host_store_load(&((struct host *)context)->store, record, bytes, capacity);
}

static bool erase(void *context, uint16_t record) { return host_store_erase(&((struct host *)context)->store, record); }

static bool send(void *context, const char *topic, const char *payload, size_t length, bool retain)
{
    return host_link_publish(&((struct host *)context)->link, topic, payload, length, retain);
}

static void tell(void *context, const char *what, const char *facts)
{
    (void)context;
    printf("%s %s\n", what, facts);
}

static const struct o2o_port PORT = {&host, sign,  host_verify, host_sha256, host_hmac_sha256, host_random, save,
                                     load,  erase, send,        tell};

// ---------------------------------------------------------------------------------------------------------- connection

static void on_ready(void *context)
{
    (void)context;
    o2o_connected(&host.device, up_ms());
}

static void on_message(void *context, const char *topic, const char *payload, size_t length)
{
    (void)context;
    o2o_received(&host.device, topic, payload, length, up_ms());
}

static void on_lost(void *context, const char *why)
{
    uint64_t delay;
    (void)context;
    o2o_disconnected(&host.device, up_ms());
    delay = o2o_reconnect_delay(&host.device);
    host.reconnect_up_ms = up_ms() + delay;
    printf("offline %s; again in %llu ms\n", why, (unsigned long long)delay);
}

static void connect_now(void)
{
    struct host_link_plan plan;
    host.reconnect_up_ms = O2O_NEVER;
    if (!o2o_plan_connection(&host.device, up_ms(), &host.plan)) {
        on_lost(NULL, "nothing could be signed");
        return;
    }
    plan.client_id = host.plan.client_id;
    plan.password = host.options.cert_file ? NULL : host.plan.password;
    plan.filter = host.plan.filter;
    plan.will_topic = host.plan.will_topic;
    plan.will = host.plan.will;
    host_link_open(&host.link, &plan);
}

// --------------------------------------------------------------------------------------------------------------- hands

static void keep_mechanics(void)
{
    char text[128];
    size_t length = host.object->freeze ? host.object->freeze(host.object->object, text, sizeof text) : 0;
    if (length > 0) host_store_save(&host.store, RECORD_OBJECT, text, length);
}

static void thaw_mechanics(void)
{
    char text[128];
    long length = host_store_load(&host.store, RECORD_OBJECT, text, sizeof text - 1);
    if (length <= 0 || !host.object->thaw) return;
    text[length] = '\0';
    host.object->thaw(host.object->object, text);
}

/** Nothing is said to anybody; after some seconds it boots again as the same program on the same flash. */
static void cut_power(long long seconds)
{
    for (int file = STDERR_FILENO + 1; file < 256; file++) close(file);
    if (seconds <= 0 || seconds > 3600) _exit(0);
    // Whoever ends the program meanwhile ends it.
    if (sleep((unsigned)seconds) == 0) execv("/proc/self/exe", host.words);
    _exit(0);
}

/** `flipWallSwitch`, `ride 4`; `powercut 2` takes power for so long, `wipe 2` the memory too, `quit` says goodbye. */
static void take_line(const char *line)
{
    char act[32] = "";
    long long value = 0;
    struct host_hand done;
    if (sscanf(line, "%31s %lld", act, &value) < 1) return;
    if (strcmp(act, "wipe") == 0 && !host_identity_wipe(&host.store)) return;
    if (strcmp(act, "wipe") == 0 || strcmp(act, "powercut") == 0) cut_power(value);
    if (strcmp(act, "quit") == 0) {
        must_end = 1;
        return;
    }
    o2o_tick(&host.device, up_ms());
    done = host.object->hand(host.object->object, act, value, up_ms());
    printf("person %s %s\n", act, done.is_possible ? "did" : "cannot");
    if (done.is_possible) keep_mechanics();
    if (done.control)
        o2o_hand_changed(&host.device, done.control, up_ms());
    else
        o2o_tick(&host.device, up_ms());
}

/** One letter at a time: what comes after a power cut stays for the next boot. False when there are no more. */
static bool read_hands(void)
{
    static char line[256];
    static size_t length;
    char letter;
    if (read(STDIN_FILENO, &letter, 1) <= 0) return false;
    if (letter != '\n') {
        if (length < sizeof line - 1) line[length++] = letter;
        return true;
    }
    line[length] = '\0';
    length = 0;
    take_line(line);
    return true;
}

// ---------------------------------------------------------------------------------------------------------------- loop

static int patience_ms(uint64_t now)
{
    uint64_t wake = o2o_next_wake(&host.device, now);
    if (host.reconnect_up_ms < wake) wake = host.reconnect_up_ms;
    if (wake <= now) return 0;
    return wake - now < 1000 ? (int)(wake - now) : 1000;
}

static void run(void)
{
    bool has_hands = true;
    while (!must_end) {
        bool wants_to_write;
        struct pollfd waits[2] = {{-1, POLLIN, 0}, {-1, POLLIN, 0}};
        uint64_t now = up_ms();
        if (now >= host.reconnect_up_ms) connect_now();
        waits[0].fd = has_hands ? STDIN_FILENO : -1;
        waits[1].fd = host_link_socket(&host.link, &wants_to_write);
        if (wants_to_write) waits[1].events |= POLLOUT;
        if (poll(waits, 2, patience_ms(up_ms())) < 0) continue;
        if (waits[0].revents) has_hands = read_hands();
        host_link_run(&host.link, (waits[1].revents & (POLLIN | POLLHUP | POLLERR)) != 0, (waits[1].revents & POLLOUT) != 0);
        o2o_tick(&host.device, up_ms());
    }
}

static void on_signal(int number)
{
    (void)number;
    must_end = 1;
}

static void introduce(void)
{
    char x[O2O_HASH_LENGTH + 1];
    if (o2o_base64url_encode(host.self.key.public_key, 32, x, sizeof x, NULL))
        printf("self %s/%s %s key %s\n", host.self.identity.tenant, host.self.identity.device, host.self.kind, x);
}

int main(int count, char **words)
{
    struct o2o_setup setup = {&PORT, NULL, NULL, &host.self.identity, &host.self.trust};
    struct sigaction action;
    setvbuf(stdout, NULL, _IOLBF, 0);
    host.words = words;
    if (!host_options_read(&host.options, count, words) || !host_crypto_begin() || !host_link_begin()) return 2;
    if (!host_store_open(&host.store, host.options.folder)) {
        fprintf(stderr, "no folder %s can be made\n", host.options.folder);
        return 1;
    }
    if (!host_identity_find(&host.options, &host.store, &host.self)) return 1;
    host.object = host_object_of(host.self.kind);
    if (!host.object) {
        fprintf(stderr, "this program has no %s\n", host.self.kind);
        return 1;
    }
    memset(&action, 0, sizeof action);
    action.sa_handler = on_signal;
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    thaw_mechanics();
    setup.kind = host.object->kind;
    setup.object = host.object->object;
    host.link.options = &host.options;
    host.link.events.on_ready = on_ready;
    host.link.events.on_message = on_message;
    host.link.events.on_lost = on_lost;
    introduce();
    if (!o2o_boot(&host.device, &setup)) {
        fprintf(stderr, "cannot boot: flash or chance failed\n");
        return 1;
    }
    up_ms();
    run();
    o2o_farewell(&host.device);
    host_link_close(&host.link);
    return 0;
}
