/* What signing up and signing in share: their inputs, their page, and where they lead. */
#ifndef ACCOUNTS_ACCOUNT_PAGE_H
#define ACCOUNTS_ACCOUNT_PAGE_H

#include "accounts/user.h"
#include "http/request.h"

/* The email address of the body; NULL and an error where it is none. */
const char *account_page_email(struct request *request);

/* Signs this user in and shows the account. A browser is led to the address `next`, if it is one of this shop, else to the home page. */
void account_page_welcome(struct request *request, const struct user *user);

/* Hands the page of the form the address to go to afterwards. DONE. */
const struct outcome *account_page_ask(struct request *request);

/* Fills the page with that address and with the limits of passwords. */
void account_page_fill(struct page *page, const void *next);

#endif
