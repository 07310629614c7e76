/* Webhooks as people see and enter them: the subjects to choose from, what state an endpoint is in, its deliveries. */
#ifndef OUTBOX_WEBHOOK_PAGE_H
#define OUTBOX_WEBHOOK_PAGE_H

#include "http/request.h"
#include "outbox/webhook.h"

/*
 * The subjects chosen, separated by commas, "" for all: of the API a list of names (an empty one, or "*", for all; NULL where it is
 * left out), of a form the boxes that are ticked (none for all). An error where a name isn't one.
 */
const char *webhook_page_subjects(struct request *request);

/* Hands the page of a new webhook its boxes. DONE. */
const struct outcome *webhook_page_ask(struct request *request);

/*
 * Hands the page of this webhook, which must be the visitor's, its boxes and its latest deliveries: DONE, or NOT_FOUND for a page of
 * them that can't be.
 */
const struct outcome *webhook_page_load(struct request *request, const struct webhook *webhook);

/* Of struct list of struct webhook. */
void webhook_page_fill_list(struct page *page, const void *shown);

/* Of what webhook_page_ask() hands. */
void webhook_page_fill_new(struct page *page, const void *shown);

/* Of what webhook_page_load() hands: the webhook, its secret while that is new, its latest deliveries. */
void webhook_page_fill_one(struct page *page, const void *shown);

#endif
