/*
 * Passwords: scrypt (RFC 7914) with r = 8, p = 3 and N = 2^ln from the configuration; with ln = 15 that is one of
 * OWASP's recommended sets (Password Storage Cheat Sheet), and takes 32 MiB and about a quarter of a second. The stored form is
 * scrypt$ln$r$p$salt$hash, with salt and hash as hex digits.
 */
#ifndef ACCOUNTS_PASSWORD_H
#define ACCOUNTS_PASSWORD_H

#include <stdbool.h>

#include "base/field.h"

#define PASSWORD_SIZE 160 /* of the stored form, with the NUL */

/* Hashes a password with a new salt. */
void password_hash(char stored[PASSWORD_SIZE], const char *password);

/*
 * True if the stored form is of this password. Compares in constant time. `*outdated`: it is, and cost less to make than new ones do,
 * so it should be made anew.
 */
bool password_matches(const char *stored, const char *password, bool *outdated);

/*
 * The beginning of a stored form, which says what it costs to make: scrypt$ln$r$p. In the array of password_costs, and in the column `cost`
 * of users.
 */
struct password_cost {
	const char *text;
};

/*
 * Takes the time that is missing where a password didn't match: afterwards it has been hashed once at each of these costs (of a struct
 * password_cost each; those of all accounts) and at that of new passwords, whatever the account has. `stored` is what it was compared
 * with; NULL: there is no such account. So nobody learns from the time whether there is one, or when it was last signed in.
 */
void password_waste_time(const struct list *costs, const char *stored, const char *password);

#endif
