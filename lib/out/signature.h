/* The signature of what webhooks send: t=UNIX,v1=HEX, HMAC-SHA256 of `t.body` under the endpoint's secret; two v1 while it is rotated. */
#ifndef OUT_SIGNATURE_H
#define OUT_SIGNATURE_H

#include <stdint.h>

/* The header's value, in the pool. `old_secret` NULL where none signs along. */
const char *signature_of(void *pool, const char *secret, const char *old_secret, int64_t seconds, const char *body);

#endif
