/* What signing up and signing in share: their inputs, their page, and where they lead. */
#ifndef ACCOUNTS_ACCOUNT_PAGE_H
#define ACCOUNTS_ACCOUNT_PAGE_H

#include "accounts/user.h"
#include "http/request.h"

/* The email address of the body; NULL and an error where it is none. */
const char *account_page_email(struct request *request);

/* What somebody has typed, and the account that is made or found by it. In the request's pool. */
struct credentials {
	const char *email, *password;
	struct user user;
};

/*
 * Runs this, which hashes a password, in the waiting line: one hash keeps a processor busy for a quarter of a second. TOO_MANY where there
 * is no place; what the attempt counted for is then taken back.
 */
typedef const struct outcome *account_verb(struct request *, struct credentials *);
const struct outcome *account_page_in_line(struct request *request, struct credentials *credentials, account_verb *verb);

/* Signs this user in and shows the account. A browser is led to the address `next`, if it is one of this shop, else to the home page. */
void account_page_welcome(struct request *request, const struct user *user);

/* Hands the page of the form the address to go to afterwards. DONE. */
const struct outcome *account_page_ask(struct request *request);

/* The inputs that are shown again. */
extern const char *const account_page_typed[];

/* Fills the page with that address and with the limits of passwords. */
void account_page_fill(struct page *page, const void *next);

#endif
