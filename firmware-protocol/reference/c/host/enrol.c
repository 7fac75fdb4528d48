// Enrolment on the host: one connection as claim-{serial}, then never again.
#define _POSIX_C_SOURCE 200809L
#include "enrol.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "link.h"
#include "object.h"

struct talk {
    struct o2o_claim claim;
    struct o2o_enrolment enrolment;
    struct host_link link;
    const struct o2o_kind *kind;
    char text[O2O_UP_MAX];
    bool is_enrolled, is_over;
    uint64_t again_s; // 0 until somebody has to approve
};

static struct talk talk;

static bool sign(void *context, const uint8_t *message, size_t length, uint8_t signature[64])
{
    return host_sign(context, message, length, signature);
}

static void on_ready(void *context)
{
    size_t length;
    (void)context;
    if (o2o_claim_compose(&talk.claim, talk.kind, talk.text, sizeof talk.text, &length))
        host_link_publish(&talk.link, talk.claim.up_topic, talk.text, length, false);
    printf("claiming %s\n", talk.claim.serial);
}

static void on_message(void *context, const char *topic, const char *payload, size_t length)
{
    uint64_t after_s;
    size_t reply;
    (void)context;
    if (strcmp(topic, talk.claim.down_topic) != 0) return;
    switch (o2o_claim_hear(&talk.claim, payload, length, talk.text, sizeof talk.text, &reply, &after_s, &talk.enrolment)) {
    case O2O_CLAIM_REPLY: host_link_publish(&talk.link, talk.claim.up_topic, talk.text, reply, false); break;
    case O2O_CLAIM_PENDING:
        talk.again_s = after_s;
        printf("pending %llu\n", (unsigned long long)after_s);
        break;
    case O2O_CLAIM_ENROLLED: talk.is_enrolled = talk.is_over = true; break;
    case O2O_CLAIM_REFUSED:
        fprintf(stderr, "claim refused: %s\n", talk.claim.work);
        talk.again_s = 0;
        talk.is_over = true;
        break;
    default: break;
    }
}

static void on_lost(void *context, const char *why)
{
    (void)context;
    fprintf(stderr, "claim lost: %s\n", why);
    talk.is_over = true;
}

static bool load_enrolment(const struct host_store *store, struct host_identity *self)
{
    long length = host_store_load(store, O2O_RECORD_ENROLMENT, talk.text, sizeof talk.text);
    if (length <= 0 || !o2o_enrolment_read(talk.text, (size_t)length, &talk.enrolment)) return false;
    self->identity = talk.enrolment.identity;
    self->trust = talk.enrolment.trust;
    return true;
}

static void converse(const struct host_options *options)
{
    struct host_link_plan plan = {talk.claim.client_id, talk.claim.down_topic, talk.claim.password, NULL, NULL};
    talk.link.options = options;
    talk.link.events.on_ready = on_ready;
    talk.link.events.on_message = on_message;
    talk.link.events.on_lost = on_lost;
    talk.is_over = false;
    host_link_open(&talk.link, &plan);
    while (!talk.is_over) {
        bool wants_to_write;
        struct pollfd wait = {-1, POLLIN, 0};
        wait.fd = host_link_socket(&talk.link, &wants_to_write);
        if (wants_to_write) wait.events |= POLLOUT;
        if (poll(&wait, 1, 1000) < 0) continue;
        host_link_run(&talk.link, (wait.revents & (POLLIN | POLLHUP | POLLERR)) != 0, (wait.revents & POLLOUT) != 0);
    }
    if (talk.is_enrolled) host_link_close(&talk.link);
}

bool host_enrol(const struct host_options *options, const struct host_store *store, struct host_identity *self)
{
    const struct host_object *object = host_object_of(self->kind);
    static struct o2o_port port;
    if (!host_key_load(store, &self->key)) return false;
    if (load_enrolment(store, self)) return true;
    if (!options->serial || !options->token) {
        fprintf(stderr, "not enrolled yet: --serial and --token are needed\n");
        return false;
    }
    port.context = &self->key;
    port.sign = sign;
    port.hmac_sha256 = host_hmac_sha256;
    port.random = host_random;
    talk.kind = object->kind;
    do {
        // Whoever waits for an approval and loses the connection comes again; the claim is the same, its nonce is not.
        if (talk.again_s > 0) sleep((unsigned)talk.again_s);
        if (!o2o_claim_begin(&talk.claim, &port, options->serial, options->token, self->key.public_key)) return false;
        converse(options);
    } while (!talk.is_enrolled && talk.again_s > 0);
    if (!talk.is_enrolled) return false;
    if (!host_store_save(store, O2O_RECORD_ENROLMENT, talk.claim.work, strlen(talk.claim.work))) return false;
    printf("enrolled %s/%s\n", talk.enrolment.identity.tenant, talk.enrolment.identity.device);
    self->identity = talk.enrolment.identity;
    self->trust = talk.enrolment.trust;
    return true;
}
