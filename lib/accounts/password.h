/*
 * Passwords: scrypt (RFC 7914) with r = 8, p = 3 and N = 2^ln from the configuration; with ln = 15 that is one of
 * OWASP's recommended sets (Password Storage Cheat Sheet), and takes 32 MiB and about a quarter of a second. The stored form is
 * scrypt$ln$r$p$salt$hash, with salt and hash as hex digits.
 */
#ifndef ACCOUNTS_PASSWORD_H
#define ACCOUNTS_PASSWORD_H

#include <stdbool.h>

#define PASSWORD_SIZE 160 /* of the stored form, with the NUL */

/* Hashes a password with a new salt. */
void password_hash(char stored[PASSWORD_SIZE], const char *password);

/*
 * True if the stored form is of this password. Compares in constant time. `stored` may be NULL where there is no such account: the answer
 * is then false, and takes as long. `*outdated`: the stored form was made with a smaller ln than the configuration has, and should be
 * made anew.
 */
bool password_matches(const char *stored, const char *password, bool *outdated);

#endif
