import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.codes import DateBasis
from agreements.edtf import is_edtf
from extractors.reading.dates import find_dates, number
from extractors.reading.language import known, load

PUBLISHED = date(2024, 5, 22)  # a Wednesday


def one(text: str, lang: str, published: date | None = PUBLISHED) -> str | None:
    found = find_dates(text, load(lang), published)
    return found[0].edtf if found else None


@pytest.mark.parametrize(
    ("lang", "text", "edtf"),
    [
        ("es", "el 12 de abril de 2019", "2019-04-12"),
        ("es", "12 de abril del año 2019", "2019-04-12"),
        ("es", "1ro. de mayo de 2004", "2004-05-01"),
        ("es", "a los doce días del mes de abril de dos mil diecinueve", "2019-04-12"),
        ("es", "a los nueve (9) días del mes de septiembre del año dos mil diecinueve (2019)", "2019-09-09"),
        ("es", "el veintisiete de noviembre de mil novecientos ochenta y cinco", "1985-11-27"),
        ("es", "mayo de 2004", "2004-05"),
        ("es", "03/04/2005", "2005-04-03"),
        ("pt", "aos três dias do mês de novembro de mil novecentos e oitenta e cinco", "1985-11-03"),
        ("pt", "1º de março de 1998", "1998-03-01"),
        ("pt", "abr/2012", "2012-04"),
        ("en", "March 31, 1973", "1973-03-31"),
        ("en", "the twelfth of October in the year two thousand and twenty-one", "2021-10-12"),
        ("en", "this eleventh day of March in the year twenty twenty-four", "2024-03-11"),
        ("en", "Showa 60", "1985"),
        ("en", "04/05/2006", "2006-04-05"),
        ("ja", "昭和60年11月3日", "1985-11-03"),
        ("ja", "令和元年5月1日", "2019-05-01"),
        ("ja", "平成二年十月十三日", "1990-10-13"),
        ("ja", "二〇一七年二月十一日", "2017-02-11"),
        ("ja", "1991年", "1991"),
        ("zh", "二〇一九年五月七日", "2019-05-07"),
        ("zh", "民國107年10月9日", "2018-10-09"),
        ("zh", "2016年4月", "2016-04"),
        ("ko", "2015년 8월 18일", "2015-08-18"),
        ("ko", "이천십칠년 십일월 칠일", "2017-11-07"),
        ("ko", "1998. 4. 21.", "1998-04-21"),
    ],
)
def test_dates_are_read_as_they_are_written(lang: str, text: str, edtf: str) -> None:
    assert one(text, lang, None) == edtf


@pytest.mark.parametrize(
    ("lang", "text", "edtf"),
    [
        ("es", "firmaron ayer", "2024-05-21"),
        ("es", "el pasado viernes", "2024-05-17"),
        ("es", "el martes pasado", "2024-05-21"),
        ("es", "el 30 de abril", "2024-04-30"),
        ("es", "el 29 de agosto", "2023-08-29"),
        ("pt", "na última terça-feira", "2024-05-21"),
        ("pt", "na quinta-feira (16)", "2024-05-16"),
        ("pt", "ontem", "2024-05-21"),
        ("en", "last Wednesday", "2024-05-15"),
        ("en", "on Monday", "2024-05-20"),
        ("en", "the next Friday", "2024-05-24"),
        ("ja", "昨日", "2024-05-21"),
        ("ja", "今月14日", "2024-05-14"),
        ("ja", "先月28日", "2024-04-28"),
        ("ja", "17日、市役所で", "2024-05-17"),
        ("zh", "前天上午", "2024-05-20"),
        ("zh", "上周五", "2024-05-17"),
        ("zh", "去年11月", "2023-11"),
        ("ko", "어제", "2024-05-21"),
        ("ko", "지난 15일", "2024-05-15"),
        ("ko", "지난달 27일", "2024-04-27"),
    ],
)
def test_relative_dates_count_from_the_publication(lang: str, text: str, edtf: str) -> None:
    assert one(text, lang) == edtf
    assert one(text, lang, None) is None


@pytest.mark.parametrize(
    ("lang", "text", "year"),
    [
        ("es", "cumplen 50 años", "1974"),
        ("es", "el 45 aniversario", "1979"),
        ("es", "desde hace treinta años", "1994"),
        ("pt", "comemora 12 anos", "2012"),
        ("en", "the 40th anniversary", "1984"),
        ("ja", "提携40周年", "1984"),
        ("zh", "结好25周年", "1999"),
        ("ko", "자매결연 36주년", "1988"),
    ],
)
def test_an_anniversary_gives_the_year(lang: str, text: str, year: str) -> None:
    [found] = find_dates(text, load(lang), PUBLISHED)
    assert (found.edtf, found.basis) == (year, DateBasis.ANNIVERSARY)


@pytest.mark.parametrize(("lang", "text"), [("es", "31 de febrero de 2020"), ("en", "February 30, 2021")])
def test_a_day_that_does_not_exist_is_not_read_as_a_day(lang: str, text: str) -> None:
    assert all(len(found.edtf) < 10 for found in find_dates(text, load(lang), PUBLISHED))


def test_the_longer_reading_stands() -> None:
    text = "el 4 de julio de 1974"
    [found] = find_dates(text, load("es"), PUBLISHED)
    assert text[found.start : found.end].endswith("4 de julio de 1974")


@pytest.mark.parametrize(
    ("lang", "words", "value"),
    [
        ("es", "dos mil diecinueve", 2019),
        ("es", "diez y siete", 17),
        ("pt", "dois mil e vinte e três", 2023),
        ("en", "two thousand and nineteen", 2019),
        ("en", "nineteen eighty-five", 1985),
        ("ja", "昭和", None),
        ("zh", "一百零七", 107),
        ("ko", "이천십칠", 2017),
        ("ja", "２０１９", 2019),
    ],
)
def test_number_words(lang: str, words: str, value: int | None) -> None:
    assert number(words, load(lang)) == value


PIECES = [
    "年",
    "月",
    "日",
    "昭和",
    " de ",
    "mayo",
    "31",
    "/",
    "0",
    "９９",
    "ayer",
    "昨日",
    "próximo",
    "lunes",
    "周年",
    "°",
    "٣",
]


@given(
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=12).map("".join),
    st.sampled_from(known()),
    st.one_of(st.none(), st.dates()),
)
def test_no_text_is_too_odd(text: str, lang: str, published: date | None) -> None:
    found = find_dates(text, load(lang), published)
    assert all(is_edtf(one.edtf) and one.start < one.end <= len(text) for one in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
