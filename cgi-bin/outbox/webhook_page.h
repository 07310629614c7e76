/* Webhooks as people see and enter them: the subjects to choose from, what state an endpoint is in, its deliveries. */
#ifndef OUTBOX_WEBHOOK_PAGE_H
#define OUTBOX_WEBHOOK_PAGE_H

#include "http/request.h"

/*
 * The subjects chosen, separated by commas, "" for all: of the API a list of names (an empty one, or "*", for all; NULL where it is
 * left out), of a form the boxes that are ticked (none for all). An error where a name isn't one.
 */
const char *webhook_page_subjects(struct request *request);

void webhook_page_fill_list(struct request *request, struct page *page);
void webhook_page_fill_new(struct request *request, struct page *page);

/* The webhook shown, its secret while that is new, its latest deliveries. */
void webhook_page_fill_one(struct request *request, struct page *page);

#endif
