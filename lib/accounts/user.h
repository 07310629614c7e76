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
	const char *password; /* its stored form (accounts/password.h) */
};

extern const struct field user_fields[];

/*
 * Adds a new account to the batch. CREATED, or EMAIL_TAKEN. The batch is refused where somebody else signs up with the same address at the
 * same time.
 */
const struct outcome *user_sign_up(struct batch *batch, struct user *user, const char *email, const char *password);

/*
 * Checks email and password. DONE, or BAD_CREDENTIALS, which takes the same time for an unknown email and for a wrong password, at
 * whatever cost that was hashed. Adds to the
 * batch a new stored form of the password where the old one is outdated. Hashing takes long, so call it outside of transactions.
 */
const struct outcome *user_sign_in(void *pool, struct batch *batch, struct user *user, const char *email, const char *password);

/* True if this is the password of the account with this id. As slow as signing in. */
bool user_password_fits(void *pool, const char *id, const char *password);

/* Reads the account with this id. DONE or NOT_FOUND. */
const struct outcome *user_load(void *pool, const char *id, struct user *user);

extern const struct outcome
	EMAIL_TAKEN[1],     /* another account has this address */
	BAD_CREDENTIALS[1]; /* unknown email or wrong password; the answer never says which */

#endif
