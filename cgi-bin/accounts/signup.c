/* Makes an account and signs it in: POST /api/users/signup, /auth/signup. */
#include "accounts/settings.h"
#include "base/pool.h"
#include "cgi-bin/accounts/account_page.h"
#include "gateway/serve.h"
#include "http/input.h"

static const char *new_password(struct request *request)
{
	const char *password = input_raw(request, "password");
	size_t length = text_characters(password);

	if (length < (size_t)accounts_settings.password_min || length > (size_t)accounts_settings.password_max)
		input_error(request, "password", pool_print(request->pool, "Password must be between %lld and %lld characters",
		            (long long)accounts_settings.password_min, (long long)accounts_settings.password_max));
	return password;
}

/* Answers 201 {id,email} and begins the session; 400 with the broken rules, or `Email in use`. */
static const struct outcome *sign_up(struct request *request)
{
	const char *email = account_page_email(request), *password = new_password(request);
	struct user *user = pool_alloc(request->pool, sizeof(*user));
	const struct outcome *result;

	if (input_failed(request))
		return INVALID;
	result = user_sign_up(request->run.batch, user, email, password);
	if (result == CREATED)
		account_page_welcome(request, user);
	return result;
}

static const struct page_kind signup_page = { "accounts/signup.tpl", "Sign up", account_page_ask, account_page_fill, OPEN_FORM };

static const struct route routes[] = {
	{ GET,  "/auth/signup",  account_page_ask, PAGE_ONLY, &signup_page },
	{ POST, "/auth/signup",  sign_up,     PAGE_ONLY | CREATES | BATCHED | SIGN_UP_RATE | SIGNS_IN, &signup_page },
	{ POST, "/users/signup", sign_up,     API_ONLY | CREATES | BATCHED | SIGN_UP_RATE, NULL },
	{ 0 }
};

int main(void)
{
	return serve(routes);
}
