#include "base/money.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *after_spaces(const char *at)
{
	while (isspace((unsigned char)*at))
		at++;
	return at;
}

/* Reads up to two decimals at `*at` as hundredths, and moves `*at` behind them. */
static int64_t cents(const char **at)
{
	int64_t value = 0;

	for (int unit = 10; unit && isdigit((unsigned char)**at); unit /= 10)
		value += unit * (*(*at)++ - '0');
	return value;
}

bool money_from_text(const char *text, int64_t *minor)
{
	const char *at = after_spaces(text);
	size_t digits = strspn(at, "0123456789");
	int64_t value;

	if (digits < 1 || digits > 9)
		return false;
	value = strtoll(at, NULL, 10) * 100;
	at += digits;
	if (*at == '.' && isdigit((unsigned char)at[1])) {
		at++;
		value += cents(&at);
	}
	if (*after_spaces(at))
		return false;
	*minor = value;
	return true;
}

bool money_from_double(double major, int64_t *minor)
{
	char text[MONEY_SIZE];

	if (!isfinite(major) || major < 0 || major > (double)MONEY_MAX / 100)
		return false;
	snprintf(text, sizeof(text), "%.2f", major);
	return strtod(text, NULL) == major && money_from_text(text + (*text == '-'), minor);
}

void money_json(char out[MONEY_SIZE], int64_t minor)
{
	int length;

	money_plain(out, minor);
	length = (int)strlen(out);
	while (out[length - 1] == '0')
		out[--length] = '\0';
	if (out[length - 1] == '.')
		out[--length] = '\0';
}

void money_plain(char out[MONEY_SIZE], int64_t minor)
{
	uint64_t size = minor < 0 ? -(uint64_t)minor : (uint64_t)minor;

	snprintf(out, MONEY_SIZE, "%s%" PRIu64 ".%02" PRIu64, minor < 0 ? "-" : "", size / 100, size % 100);
}

/* Currencies whose exponent isn't 2 (ISO 4217, list one), and the ariary, whose hundredth nobody uses: it has fifths. */
static const char without[] = "BIF CLP DJF GNF ISK JPY KMF KRW MGA PYG RWF UGX VND VUV XAF XOF XPF";
static const char thousandths[] = "BHD IQD JOD KWD LYD OMR TND";

/* The others of list one (2026-01-01), but for what nobody pays with: funds, metals, units of account, tests. */
static const char hundredths[] =
	"AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD"
	" EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD"
	" LSL MAD MDL MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD"
	" SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR"
	" ZMW ZWG";

static int exponent(const char *currency)
{
	return strstr(without, currency) ? 0 : strstr(thousandths, currency) ? 3 : 2;
}

/* With the currency's own decimals: "150", "150.00", "150.000". Hundredths of yen, of a price from before the currency changed, stay. */
static void with_own_decimals(char out[MONEY_SIZE], int64_t minor, const char *currency)
{
	int places = exponent(currency);
	size_t length;

	money_plain(out, minor);
	length = strlen(out);
	if (places == 0 && minor % 100 == 0)
		out[length - 3] = '\0';
	else if (places == 3)
		snprintf(out + length, MONEY_SIZE - length, "0");
}

/* "1299.99" to "1,299.99" */
static void group_thousands(char out[MONEY_SIZE], const char *plain)
{
	size_t whole = strcspn(plain, "."), length = 0;

	for (size_t i = 0; plain[i]; i++) {
		if (i && i < whole && (whole - i) % 3 == 0)
			out[length++] = ',';
		out[length++] = plain[i];
	}
	out[length] = '\0';
}

static const char *sign_of(const char *currency)
{
	static const char *const signs[][2] = { { "USD", "$" }, { "EUR", "€" }, { "GBP", "£" } };

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (!strcmp(signs[i][0], currency))
			return signs[i][1];
	return NULL;
}

void money_text(char out[MONEY_SIZE], int64_t minor, const char *currency)
{
	char plain[MONEY_SIZE], grouped[MONEY_SIZE];
	const char *sign = sign_of(currency), *minus = minor < 0 ? "-" : "";

	with_own_decimals(plain, minor, currency);
	group_thousands(grouped, plain + strlen(minus));
	if (!minor)
		snprintf(out, MONEY_SIZE, "Free");
	else if (sign)
		snprintf(out, MONEY_SIZE, "%s%s%.30s", minus, sign, grouped);
	else
		snprintf(out, MONEY_SIZE, "%s%.30s %.3s", minus, grouped, currency);
}

bool money_is_currency(const char *code)
{
	return strlen(code) == 3 && strspn(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3 &&
	       (strstr(without, code) || strstr(thousandths, code) || strstr(hundredths, code));
}

int64_t money_to_units(int64_t minor, const char *currency)
{
	int places = exponent(currency);

	return places == 0 ? minor / 100 : places == 3 ? minor * 10 : minor;
}

int64_t money_from_units(int64_t units, const char *currency)
{
	int places = exponent(currency);

	return places == 0 ? units * 100 : places == 3 ? units / 10 : units;
}

bool money_fits(int64_t minor, const char *currency)
{
	return exponent(currency) != 0 || minor % 100 == 0;
}

static const char DIGITS[] = "0123456789";

/*
 * True if the last mark, which begins here, is a decimal mark: another kind sets off the thousands, or too few digits follow for a
 * thousand. Three digits behind a lone mark are thousands of a currency without decimals.
 */
static bool is_decimal(const char *text, const char *last, const char *currency)
{
	bool only = strchr(text, *last) == last, three = strspn(last + 1, DIGITS) == 3;

	return only && (strchr(text, *last == ',' ? '.' : ',') || !three || (*last == '.' && exponent(currency) != 0));
}

/* True if this mark sets off thousands: three digits follow, and one to three begin the number. */
static bool is_group(const char *text, const char *mark)
{
	size_t first = strspn(text, DIGITS);

	return first >= 1 && first <= 3 && strspn(mark + 1, DIGITS) == 3;
}

/* Writes the number without marks of thousands, and with a dot. */
static bool make_plain(char out[MONEY_SIZE], const char *text, const char *decimal)
{
	size_t length = 0;

	for (const char *at = text; *at; at++) {
		bool mark = *at == ',' || *at == '.';

		if (length == MONEY_SIZE - 1 || (mark && at != decimal && (!is_group(text, at) || (decimal && *at == *decimal))))
			return false;
		if (!mark || at == decimal)
			out[length++] = mark ? '.' : *at;
	}
	out[length] = '\0';
	return true;
}

bool money_from_typed(const char *text, const char *currency, int64_t *minor)
{
	const char *at = after_spaces(text), *last = at + strlen(at);
	char plain[MONEY_SIZE];

	while (last > at && last[-1] != ',' && last[-1] != '.')
		last--;
	if (last == at)
		return money_from_text(at, minor);
	last--;
	if (*last == ',' && strpbrk(at, ",.") == last && strspn(last + 1, DIGITS) == 3 && exponent(currency) != 0)
		return false;
	return make_plain(plain, at, is_decimal(at, last, currency) ? last : NULL) && money_from_text(plain, minor);
}
