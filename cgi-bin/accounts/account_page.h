/* What signing up and signing in share: their inputs, their page, and where they lead. */
#ifndef ACCOUNTS_ACCOUNT_PAGE_H
#define ACCOUNTS_ACCOUNT_PAGE_H

#include "accounts/user.h"
#include "http/request.h"

/* The email of the body, or NULL and the contract's error. */
const char *account_page_email(struct request *request);

/* Signs this user in, shows it, and leads a page to `next`: an address of this shop, else home. */
void account_page_welcome(struct request *request, const struct user *user);

/* Loads nothing: for the GET of a form. */
const struct outcome *account_page_ask(struct request *request);

/* `next` and the limits of passwords. */
void account_page_fill(struct request *request, struct page *page);

#endif
