/* An account: an email address, unique without regard to case, and a password. */
#ifndef ACCOUNTS_USER_H
#define ACCOUNTS_USER_H

#include <stdbool.h>

#include "base/field.h"
#include "base/id.h"
#include "base/outcome.h"
#include "db/batch.h"

struct user {
	char id[ID_SIZE];
	const char *email;
	const char *password; /* stored form */
};

extern const struct field user_fields[];

/* Adds a new account to the batch, which is refused where another was quicker with its address: CREATED, or EMAIL_TAKEN. */
const struct outcome *user_sign_up(struct batch *batch, struct user *user, const char *email, const char *password);

/*
 * DONE, or BAD_CREDENTIALS after the same time for an unknown email and a wrong password. Adds to the batch where the password is to
 * be kept in another form. Hashing takes long: not within a transaction.
 */
const struct outcome *user_sign_in(void *pool, struct batch *batch, struct user *user, const char *email, const char *password);

/* By id: DONE or NOT_FOUND. */
const struct outcome *user_load(void *pool, const char *id, struct user *user);

extern const struct outcome
	EMAIL_TAKEN[1],     /* another account has this address */
	BAD_CREDENTIALS[1]; /* unknown email or wrong password; which of them is never told */

#endif
