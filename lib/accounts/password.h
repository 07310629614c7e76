/*
 * Passwords: scrypt (RFC 7914) with r = 8, p = 3 and N = 2^ln from the configuration; with ln = 15 that is one of
 * OWASP's recommended sets (Password Storage Cheat Sheet), 32 MiB and about a quarter of a second. Stored as
 * scrypt$ln$r$p$salt$hash, hex.
 */
#ifndef ACCOUNTS_PASSWORD_H
#define ACCOUNTS_PASSWORD_H

#include <stdbool.h>

#define PASSWORD_SIZE 160 /* of the stored form */

void password_hash(char stored[PASSWORD_SIZE], const char *password);

/*
 * True if it is this password, compared in constant time. `stored` NULL (no such account) takes as long and is false.
 * `*outdated` tells that the configuration asks for more now: hash it anew.
 */
bool password_matches(const char *stored, const char *password, bool *outdated);

#endif
