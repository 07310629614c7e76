/*
 * Outcomes that a caller must handle. A verb of the domain answers one of these; the table in result.c
 * turns it into an HTTP status and the API's own words, and nothing else does.
 */
#ifndef BASE_RESULT_H
#define BASE_RESULT_H

enum result {
	DONE = 0,        /* it happened */
	CREATED,         /* it happened, and there is a new thing */
	EMPTY,           /* it happened (or already had), and there is nothing to show */
	INVALID,         /* the input breaks rules; each broken rule has an entry of its own */
	MALFORMED,       /* the body can't be read at all */
	CUT_OFF,         /* less of the body came than was said */
	KEY_INVALID,     /* the idempotency key isn't 1 to 255 printable characters */
	RESERVED,        /* not enough tickets left */
	LOCKED,          /* a held or sold single ticket, or a quantity below what is held and sold */
	EMAIL_TAKEN,     /* another account has this address */
	BAD_CREDENTIALS, /* unknown email or wrong password; which of them is never told */
	ALREADY_COMPLETE,/* a completed order can't be cancelled */
	PAY_CANCELLED,   /* a cancelled or expired order can't be paid */
	ALREADY_PAID,    /* the order is complete */
	BAD_SIGNATURE,   /* a webhook that the provider didn't send, or too long ago */
	AMOUNT_DIFFERS,  /* the provider has another amount or currency than was asked for */
	NOT_REFUNDABLE,  /* the order isn't complete, or has fewer tickets than should go back */
	WEBHOOKS_FULL,   /* a user has as many endpoints as one may have */
	DECLINED,        /* the provider doesn't charge this card */
	PAYING,          /* a payment for the order is under way */
	UNSETTLED,       /* the provider hasn't said yet what became of the payment */
	UNAUTHORIZED,    /* no session, or somebody else's thing */
	FOREIGN_ORIGIN,  /* the request was sent by another site */
	FORM_EXPIRED,    /* the form's CSRF token isn't this visitor's */
	NOT_FOUND,       /* no such thing, or an id that can't be one */
	GONE,            /* it was there, and is no longer kept */
	METHOD_REFUSED,  /* the address is there, the method isn't */
	STALE,           /* the version sent is no longer the current one */
	KEY_REUSED,      /* the idempotency key came before with another request */
	TOO_LARGE,       /* the body is over the limit */
	TYPE_REFUSED,    /* the body's media type isn't the one that the route reads */
	TOO_MANY,        /* throttled */
	REFUSED,         /* the database refused a value that validation let through: a fault of ours */
	BROKEN,          /* any other fault of ours */
	AWAY,            /* the database can't be reached */
};

/* The HTTP status of a result: 200, 201, 204 or an error's. */
int result_status(enum result result);

/* The API's words for it, a literal of the contract; "" where it isn't an error. INVALID has none of its own. */
const char *result_message(enum result result);

/* True for DONE, CREATED and EMPTY. */
int result_is_success(enum result result);

#endif
