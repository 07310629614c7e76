/* The pages of webhooks: the subjects to choose from, the state of an endpoint, its deliveries. */
#ifndef OUTBOX_WEBHOOK_PAGE_H
#define OUTBOX_WEBHOOK_PAGE_H

#include "http/request.h"
#include "outbox/webhook.h"

/*
 * Reads which subjects were chosen: their names, separated by commas; "" for all. The API sends a list of names: an empty list, or one
 * with "*", chooses all; where the list is left out the result is NULL. A form sends the ticked boxes: none chooses all. An error where
 * a name is no subject.
 */
const char *webhook_page_subjects(struct request *request);

/* Hands the page of a new webhook its boxes. DONE. */
const struct outcome *webhook_page_ask(struct request *request);

/*
 * Hands the page of this webhook, which must be the visitor's, its boxes and its deliveries: DONE; NOT_FOUND where the query `after` is
 * no number of a delivery.
 */
const struct outcome *webhook_page_load(struct request *request, const struct webhook *webhook);

/* Fills the page with a struct list of struct webhook. */
void webhook_page_fill_list(struct page *page, const void *shown);

/* Fills the page with what webhook_page_ask() hands it. */
void webhook_page_fill_new(struct page *page, const void *shown);

/* Fills the page with what webhook_page_load() hands it: the webhook, its secret while that is new, its deliveries. */
void webhook_page_fill_one(struct page *page, const void *shown);

#endif
