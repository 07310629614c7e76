#include "base/result.h"

static const struct { int status; const char *message; } results[] = {
	[DONE]             = { 200, "" },
	[CREATED]          = { 201, "" },
	[EMPTY]            = { 204, "" },
	[INVALID]          = { 400, "Invalid request" },
	[MALFORMED]        = { 400, "Request body must be a JSON object" },
	[CUT_OFF]          = { 400, "Request body is incomplete" },
	[KEY_INVALID]      = { 400, "Idempotency-Key must be 1 to 255 printable characters" },
	[RESERVED]         = { 400, "Product is already reserved" },
	[LOCKED]           = { 400, "Cannot edit a reserved product" },
	[EMAIL_TAKEN]      = { 400, "Email in use" },
	[BAD_CREDENTIALS]  = { 400, "Invalid credentials" },
	[ALREADY_COMPLETE] = { 400, "Cannot cancel a completed order" },
	[PAY_CANCELLED]    = { 400, "Cannot pay for a cancelled order" },
	[ALREADY_PAID]     = { 400, "Order is already paid" },
	[BAD_SIGNATURE]    = { 400, "Invalid signature" },
	[AMOUNT_DIFFERS]   = { 400, "Amount or currency differs" },
	[NOT_REFUNDABLE]   = { 400, "Cannot refund these tickets" },
	[WEBHOOKS_FULL]    = { 400, "You cannot have more than 20 webhooks" },
	[DECLINED]         = { 402, "Your card was declined" },
	[PAYING]           = { 409, "A payment for this order is under way" },
	[UNSETTLED]        = { 503, "Your payment is being confirmed; the order will show it in a moment" },
	[UNAUTHORIZED]     = { 401, "Not authorized" },
	[FOREIGN_ORIGIN]   = { 403, "Request comes from another site" },
	[FORM_EXPIRED]     = { 403, "This form has expired, please send it again" },
	[NOT_FOUND]        = { 404, "Not Found" },
	[METHOD_REFUSED]   = { 405, "Method Not Allowed" },
	[GONE]             = { 410, "Events after this position are no longer kept" },
	[STALE]            = { 409, "Product has changed since you read it" },
	[KEY_REUSED]       = { 409, "Idempotency-Key was used with another request" },
	[TOO_LARGE]        = { 413, "Request body is too large" },
	[TYPE_REFUSED]     = { 415, "Unsupported media type" },
	[TOO_MANY]         = { 429, "Too many requests, please try again later" },
	[REFUSED]          = { 400, "Invalid value" },
	[BROKEN]           = { 500, "Something went wrong" },
	[AWAY]             = { 503, "The shop is busy, please try again in a moment" },
};

int result_status(enum result result)
{
	return results[result].status;
}

const char *result_message(enum result result)
{
	return results[result].message;
}

int result_is_success(enum result result)
{
	return results[result].status < 300;
}
