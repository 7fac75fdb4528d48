// Crypto of the host build: libsodium behind the port's function pointers.
#ifndef O2O_HOST_CRYPTO_H
#define O2O_HOST_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct host_key {
    uint8_t secret[64];
    uint8_t public_key[32];
};

bool host_crypto_begin(void);
void host_key_from_seed(struct host_key *key, const uint8_t seed[32]);
bool host_sign(const struct host_key *key, const uint8_t *message, size_t length, uint8_t signature[64]);
bool host_verify(void *context, const uint8_t public_key[32], const uint8_t *message, size_t length, const uint8_t signature[64]);
void host_sha256(void *context, const uint8_t *message, size_t length, uint8_t hash[32]);
void host_hmac_sha256(void *context, const uint8_t *key, size_t key_length, const uint8_t *message, size_t length,
                      uint8_t mac[32]);
bool host_random(void *context, uint8_t *bytes, size_t count);

#endif
