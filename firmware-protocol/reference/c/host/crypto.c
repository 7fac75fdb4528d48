// Crypto of the host build. libsodium refuses a signature whose S is not below the group order, as FP-05 asks.
#include "crypto.h"

#include <sodium.h>

bool host_crypto_begin(void) { return sodium_init() >= 0; }

void host_key_from_seed(struct host_key *key, const uint8_t seed[32])
{
    crypto_sign_seed_keypair(key->public_key, key->secret, seed);
}

bool host_sign(const struct host_key *key, const uint8_t *message, size_t length, uint8_t signature[64])
{
    return crypto_sign_detached(signature, NULL, message, length, key->secret) == 0;
}

bool host_verify(void *context, const uint8_t public_key[32], const uint8_t *message, size_t length, const uint8_t signature[64])
{
    (void)context;
    return crypto_sign_verify_detached(signature, message, length, public_key) == 0;
}

void host_sha256(void *context, const uint8_t *message, size_t length, uint8_t hash[32])
{
    (void)context;
    crypto_hash_sha256(hash, message, length);
}

void host_hmac_sha256(void *context, const uint8_t *key, size_t key_length, const uint8_t *message, size_t length,
                      uint8_t mac[32])
{
    crypto_auth_hmacsha256_state state;
    (void)context;
    crypto_auth_hmacsha256_init(&state, key, key_length);
    crypto_auth_hmacsha256_update(&state, message, length);
    crypto_auth_hmacsha256_final(&state, mac);
}

bool host_random(void *context, uint8_t *bytes, size_t count)
{
    (void)context;
    randombytes_buf(bytes, count);
    return true;
}
