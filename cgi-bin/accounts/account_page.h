/* What signing up and signing in share: their inputs, their page, and where they lead. */
#ifndef ACCOUNTS_ACCOUNT_PAGE_H
#define ACCOUNTS_ACCOUNT_PAGE_H

#include "accounts/user.h"
#include "http/request.h"

/* The email of the body, or NULL and the contract's error. */
const char *account_page_email(struct request *request);

/* Signs this user in, shows it, and leads a page to `next`: an address of this shop, else home. */
void account_page_welcome(struct request *request, const struct user *user);

/* DONE: the page of the form is handed the address to go to afterwards. */
const struct outcome *account_page_ask(struct request *request);

/* That address and the limits of passwords. */
void account_page_fill(struct page *page, const void *next);

#endif
