/* Makes an account and signs it in: POST /api/users/signup, /auth/signup. */
#include <string.h>

#include "accounts/settings.h"
#include "base/pool.h"
#include "cgi-bin/accounts/account_page.h"
#include "gateway/serve.h"
#include "http/input.h"
#include "serve/attempt.h"
#include "serve/idempotency.h"

static const char *new_password(struct request *request)
{
	const char *password = input_raw(request, "password");
	size_t length = text_characters(password);

	if (length < (size_t)accounts_settings.password_min || length > (size_t)accounts_settings.password_max)
		input_error(request, "password", pool_print(request->pool, "Password must be between %lld and %lld characters",
		            (long long)accounts_settings.password_min, (long long)accounts_settings.password_max));
	return password;
}

static const struct outcome *make_account(struct request *request, struct credentials *given)
{
	return user_sign_up(request->run.batch, &given->user, given->email, given->password);
}

/* Answers 201 {id,email} and begins the session; 400 with the broken rules, or `Email in use`; 429. */
static const struct outcome *sign_up(struct request *request)
{
	struct credentials *given = pool_alloc(request->pool, sizeof(*given));
	const struct outcome *outcome;

	given->email = account_page_email(request);
	given->password = new_password(request);
	if (input_failed(request))
		return INVALID;
	outcome = attempt_sign_up(request, given->email);
	if (outcome == DONE)
		outcome = account_page_in_line(request, given, make_account);
	if (outcome == CREATED)
		account_page_welcome(request, &given->user);
	return outcome;
}

static const struct outcome *compare_password(struct request *request, struct credentials *given)
{
	return user_password_fits(request->pool, given->user.id, given->password) ? DONE : KEY_REUSED;
}

/* Waits its turn too: who repeats a request may do so as often as he likes. */
static const struct outcome *password_fits(struct request *request, const struct account *account)
{
	struct credentials *given = pool_alloc(request->pool, sizeof(*given));

	given->email = input_raw(request, "email");
	given->password = input_raw(request, "password");
	memcpy(given->user.id, account->id, ID_SIZE);
	return account_page_in_line(request, given, compare_password);
}

static const struct page_kind signup_page = { "accounts/signup.tpl", "Sign up", account_page_ask, account_page_fill, OPEN_FORM,
                                              .typed = account_page_typed };

static const struct route routes[] = {
	{ GET,  "/auth/signup",  account_page_ask, PAGE_ONLY, &signup_page },
	{ POST, "/auth/signup",  sign_up,     PAGE_ONLY | CREATES | BATCHED | WAITS | SIGNS_IN, &signup_page,
	  .password_fits = password_fits },
	{ POST, "/users/signup", sign_up,     API_ONLY | CREATES | BATCHED | WAITS, NULL, .password_fits = password_fits },
	{ 0 }
};

int main(void)
{
	return serve(routes);
}
