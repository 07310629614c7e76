#include "cgi-bin/accounts/account_page.h"

#include <string.h>

#include "accounts/settings.h"
#include "base/pool.h"
#include "base/text.h"
#include "page/view.h"
#include "http/input.h"
#include "http/next.h"
#include "serve/respond.h"

const char *account_page_email(struct request *request)
{
	const char *email = text_trim(pool_text(request->pool, input_raw(request, "email")));

	if (text_is_email(email))
		return email;
	input_error(request, "email", "Email must be valid");
	return NULL;
}

void account_page_welcome(struct request *request, const struct user *user)
{
	struct account *account = pool_alloc(request->pool, sizeof(*account));

	memcpy(account->id, user->id, ID_SIZE);
	account->email = user->email;
	respond_signs_in(request, account);
	respond_show(request, user_fields, user);
	respond_goes_to(request, "%s", request->received.api ? "/users/currentuser" : next_wanted(request));
}

const struct outcome *account_page_ask(struct request *request)
{
	respond_page(request, next_wanted(request));
	return DONE;
}

void account_page_fill(struct page *page, const void *next)
{
	page_set(page, "next", next);
	view_number(page, "password_min", accounts_settings.password_min);
	view_number(page, "password_max", accounts_settings.password_max);
}
