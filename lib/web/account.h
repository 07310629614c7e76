/* What signing up and signing in share: their inputs, their page, and where they lead. */
#ifndef WEB_ACCOUNT_H
#define WEB_ACCOUNT_H

#include "web/request.h"

/* The email of the body, or NULL and the contract's error. */
const char *account_email(struct request *request);

/* Signs this user in, shows it, and leads a page to `next`: an address of this shop, else home. */
void account_welcome(struct request *request, const struct user *user);

/* Loads nothing: for the GET of a form. */
enum result account_ask(struct request *request);

/* `next` and the limits of passwords. */
void account_dress(struct request *request, struct page *page);

#endif
