// Fuzz of an enrolment.
#include "fuzz-claim.h"

#include <string.h>

#include "o2o-base64url.h"
#include "o2o-claim.h"
#include "stage.h"

static const char TOKEN[] = "token";
static const char GATEWAY_NONCE[] = "Z2F0ZXdheS1ub25jZS0wMQ";
static struct o2o_claim claim;
static char text[4096], reply[4096];

/** What a gateway proves, for it has the token. */
static void prove(const char *purpose, const char *doc, char proof[O2O_HASH_LENGTH + 1])
{
    static char said[4096];
    uint8_t mac[32];
    int length = snprintf(said, sizeof said, "%s\n%s\n%s\n%s\n%s%s%s", purpose, claim.serial, claim.x, claim.device_nonce,
                          GATEWAY_NONCE, doc ? "\n" : "", doc ? doc : "");
    host_hmac_sha256(NULL, (const uint8_t *)TOKEN, sizeof TOKEN - 1, (const uint8_t *)said, (size_t)length, mac);
    o2o_base64url_encode(mac, sizeof mac, proof, O2O_HASH_LENGTH + 1, NULL);
}

static size_t word_challenge(void)
{
    char proof[O2O_HASH_LENGTH + 1];
    prove("o2o-claim-gateway", NULL, proof);
    return (size_t)snprintf(text, sizeof text, "{\"v\":1,\"t\":\"challenge\",\"nonce\":\"%s\",\"proof\":\"%s\"}", GATEWAY_NONCE, proof);
}

/** The document may be changed before it is proven: then it is what a gateway has truly said. */
static size_t word_enrolled(fuzz_draw *draw, fuzz_change *change)
{
    static const char RIGHT[] = "{\"v\":1,\"serial\":\"SN-1\",\"sub\":\"pvg/dev-1\",\"kid\":\"dev-1\",\"iss\":\"unlatch\",\"root\":{\"kid\":"
                                "\"root-1\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}}";
    static char json[1024], doc[2048];
    char proof[O2O_HASH_LENGTH + 1];
    size_t length = sizeof RIGHT - 1;
    memcpy(json, RIGHT, sizeof RIGHT);
    if (draw(4)) length = change(json, length, sizeof json - 1);
    o2o_base64url_encode((const uint8_t *)json, length, doc, sizeof doc, NULL);
    prove("o2o-claim-enrolled", doc, proof);
    return (size_t)snprintf(text, sizeof text, "{\"v\":1,\"t\":\"enrolled\",\"doc\":\"%s\",\"proof\":\"%s\"}", doc, proof);
}

static size_t word_other(fuzz_draw *draw)
{
    static const char *const WORDS[] = {"{\"v\":1,\"t\":\"pending\",\"afterS\":30}", "{\"v\":1,\"t\":\"refused\",\"code\":\"USED\"}",
                                        "{\"v\":1,\"t\":\"enrolled\",\"doc\":\"e30\",\"proof\":\"\"}"};
    strcpy(text, WORDS[draw(3)]);
    return strlen(text);
}

unsigned fuzz_claim(fuzz_draw *draw, fuzz_change *change)
{
    struct o2o_enrolment enrolment;
    unsigned enrolled = 0;
    uint64_t after_s;
    size_t size;
    if (!o2o_claim_begin(&claim, stage.setup.port, "SN-1", TOKEN, stage.device_key.public_key)) return 0;
    o2o_claim_compose(&claim, stage.setup.kind, reply, sizeof reply, &size);
    for (unsigned step = 0; step < 4; step++) {
        size_t length = step == 0 ? word_challenge() : draw(4) ? word_enrolled(draw, change) : word_other(draw);
        if (draw(3) == 0) length = change(text, length, sizeof text - 1);
        text[length] = '\0';
        if (o2o_claim_hear(&claim, text, length, reply, sizeof reply, &size, &after_s, &enrolment) == O2O_CLAIM_ENROLLED) enrolled = 1;
    }
    return enrolled;
}
