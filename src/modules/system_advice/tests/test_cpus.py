"""Parsing of processor names, as written by tools and people."""

from hypothesis import given
from hypothesis import strategies as st

from modules.system_advice.cpus import Cpu, read_cpu

NAMES = [
    # name, maker, generation, runs Windows 11
    ("Intel(R) Core(TM) i5-8350U CPU @ 1.70GHz", "Intel", 8, True),
    ("Intel(R) Core(TM) i7-8550U CPU @ 1.80GHz", "Intel", 8, True),
    ("Intel(R) Core(TM) i3-8145U CPU @ 2.10GHz", "Intel", 8, True),
    ("Intel(R) Core(TM) m3-8100Y CPU @ 1.10GHz", "Intel", 8, True),
    ("Intel(R) Core(TM) i5-9500T CPU @ 2.20GHz", "Intel", 9, True),
    ("Intel(R) Core(TM) i9-9900K CPU @ 3.60GHz", "Intel", 9, True),
    ("Intel(R) Core(TM) i5-10210U CPU @ 1.60GHz", "Intel", 10, True),
    ("Intel(R) Core(TM) i5-1035G1 CPU @ 1.00GHz", "Intel", 10, True),
    ("Intel(R) Core(TM) i3-1005G1 CPU @ 1.20GHz", "Intel", 10, True),
    ("Intel(R) Core(TM) i5-L16G7 CPU @ 1.40GHz", "Intel", 10, True),
    ("11th Gen Intel(R) Core(TM) i5-1135G7 @ 2.40GHz", "Intel", 11, True),
    ("11th Gen Intel Core i5-1135G7", "Intel", 11, True),
    ("12th Gen Intel(R) Core(TM) i5-1235U", "Intel", 12, True),
    ("13th Gen Intel(R) Core(TM) i7-13700", "Intel", 13, True),
    ("Intel(R) Core(TM) i3-N305", "Intel", 12, True),
    ("Intel(R) Core(TM) i5-7200U CPU @ 2.50GHz", "Intel", 7, False),
    ("Intel(R) Core(TM) i7-7Y75 CPU @ 1.30GHz", "Intel", 7, False),
    ("Intel(R) Core(TM) m3-7Y30 CPU @ 1.00GHz", "Intel", 7, False),
    ("Intel(R) Core(TM) i7-7820HQ CPU @ 2.90GHz", "Intel", 7, None),
    ("Intel(R) Core(TM) i7-7800X CPU @ 3.50GHz", "Intel", 7, True),
    ("Intel(R) Core(TM) i5-6300U CPU @ 2.40GHz", "Intel", 6, False),
    ("Intel(R) Core(TM) m5-6Y57 CPU @ 1.10GHz", "Intel", 6, False),
    ("Intel(R) Core(TM) i5-4210M CPU @ 2.60GHz", "Intel", 4, False),
    ("Intel(R) Core(TM) i3-2120 CPU @ 3.30GHz", "Intel", 2, False),
    ("Intel(R) Core(TM) i5 CPU M 520 @ 2.40GHz", "Intel", None, None),
    ("Intel Core i5-520M", "Intel", 1, False),
    ("Intel(R) Core(TM)2 Duo CPU P8600 @ 2.40GHz", "Intel", None, False),
    ("Pentium(R) Dual-Core CPU T4500 @ 2.30GHz", "Intel", None, False),
    ("i5 8350U", "Intel", 8, True),
    ("Core i5 8th Gen", "Intel", 8, True),
    ("Intel Core i5 8e génération", "Intel", 8, True),
    ("Core i5 6e gen", "Intel", 6, False),
    ("i5", "Intel", None, None),
    ("Intel(R) Core(TM) Ultra 5 125U", "Intel", None, True),
    ("Intel(R) Core(TM) Ultra 7 155H", "Intel", None, True),
    ("Intel(R) Core(TM) 5 120U", "Intel", None, True),
    ("Intel(R) N100", "Intel", None, True),
    ("Intel(R) N95", "Intel", None, True),
    ("Intel(R) Celeron(R) N4020 CPU @ 1.10GHz", "Intel", None, True),
    ("Intel(R) Celeron(R) J4125 CPU @ 2.00GHz", "Intel", None, True),
    ("Intel(R) Celeron(R) G4900T CPU @ 2.90GHz", "Intel", None, True),
    ("Intel(R) Celeron(R) 4205U CPU @ 1.80GHz", "Intel", None, True),
    ("Intel(R) Celeron(R) N3350 CPU @ 1.10GHz", "Intel", None, False),
    ("Intel(R) Celeron(R) CPU N3060 @ 1.60GHz", "Intel", None, False),
    ("Intel(R) Celeron(R) CPU 3865U @ 1.80GHz", "Intel", None, False),
    ("Intel(R) Celeron(R) CPU G1840 @ 2.80GHz", "Intel", None, False),
    ("Intel(R) Pentium(R) Silver N5000 CPU @ 1.10GHz", "Intel", None, True),
    ("Intel(R) Pentium(R) Gold G5400 CPU @ 3.70GHz", "Intel", None, True),
    ("Intel(R) Pentium(R) CPU 5405U @ 2.30GHz", "Intel", None, True),
    ("Intel(R) Pentium(R) Gold 7505 @ 2.00GHz", "Intel", None, True),
    ("Intel(R) Pentium(R) CPU N4200 @ 1.10GHz", "Intel", None, False),
    ("Intel(R) Pentium(R) CPU G4560 @ 3.50GHz", "Intel", None, False),
    ("Intel(R) Pentium(R) CPU 4415U @ 2.30GHz", "Intel", None, False),
    ("Intel(R) Atom(TM) x5-Z8350 CPU @ 1.44GHz", "Intel", None, False),
    ("Intel(R) Xeon(R) CPU E3-1245 v5 @ 3.50GHz", "Intel", None, False),
    ("Intel(R) Xeon(R) CPU E5-2680 v4 @ 2.40GHz", "Intel", None, False),
    ("Intel(R) Xeon(R) W-2133 CPU @ 3.60GHz", "Intel", None, True),
    ("Intel(R) Xeon(R) E-2176M CPU @ 2.70GHz", "Intel", None, True),
    ("Intel(R) Xeon(R) Gold 5118 CPU @ 2.30GHz", "Intel", None, True),
    ("Intel(R) Xeon(R) CPU @ 2.20GHz", "Intel", None, None),
    ("AMD Ryzen 5 PRO 3500U w/ Radeon Vega Mobile Gfx", "AMD", 3, True),
    ("AMD Ryzen 5 3500U with Radeon Vega Mobile Gfx", "AMD", 3, True),
    ("AMD Ryzen 3 3200U with Radeon Vega Mobile Gfx", "AMD", 3, True),
    ("AMD Ryzen 7 PRO 4750U with Radeon Graphics", "AMD", 4, True),
    ("AMD Ryzen 5 5600X 6-Core Processor", "AMD", 5, True),
    ("AMD Ryzen 3 7320U with Radeon Graphics", "AMD", 7, True),
    ("AMD Ryzen 7 2700X Eight-Core Processor", "AMD", 2, True),
    ("AMD Ryzen 5 2600 Six-Core Processor", "AMD", 2, True),
    ("AMD Ryzen 5 2500U with Radeon Vega Mobile Gfx", "AMD", 2, False),
    ("AMD Ryzen 3 2200G with Radeon Vega Graphics", "AMD", 2, False),
    ("AMD Ryzen 5 PRO 2400GE w/ Radeon Vega Graphics", "AMD", 2, False),
    ("AMD Ryzen 5 1600 Six-Core Processor", "AMD", 1, False),
    ("AMD Ryzen Threadripper 2950X 16-Core Processor", "AMD", 2, True),
    ("AMD Ryzen Threadripper 1900X 8-Core Processor", "AMD", 1, False),
    ("AMD Ryzen AI 9 HX 370 w/ Radeon 890M", "AMD", None, True),
    ("AMD Ryzen Z1 Extreme", "AMD", None, True),
    ("AMD Ryzen 5", "AMD", None, None),
    ("AMD Athlon 3000G with Radeon Vega Graphics", "AMD", None, True),
    ("AMD Athlon Silver 3050U with Radeon Graphics", "AMD", None, True),
    ("AMD Athlon 300U with Radeon Vega Mobile Gfx", "AMD", None, True),
    ("AMD Athlon 200GE with Radeon Vega Graphics", "AMD", None, False),
    ("AMD Athlon(tm) II X2 250 Processor", "AMD", None, False),
    ("AMD 3020e with Radeon Graphics", "AMD", None, True),
    ("AMD A6-9225 RADEON R4, 5 COMPUTE CORES 2C+3G", "AMD", None, False),
    ("AMD PRO A10-8700B R6, 10 Compute Cores 4C+6G", "AMD", None, False),
    ("AMD FX(tm)-8350 Eight-Core Processor", "AMD", None, False),
    ("AMD E2-9000e RADEON R2", "AMD", None, False),
    ("AMD EPYC 7302P 16-Core Processor", "AMD", 2, True),
    ("AMD EPYC 7351 16-Core Processor", "AMD", 1, False),
    ("Apple M1", "Apple", 1, False),
    ("Apple M2 Pro", "Apple", 2, False),
    ("Snapdragon(TM) 7c Gen 2", "Qualcomm", None, True),
    ("Snapdragon(R) X Elite - X1E78100", "Qualcomm", None, True),
    ("Qualcomm Snapdragon 662", "Qualcomm", None, None),
    ("Microsoft SQ1", "Qualcomm", None, True),
    ("Intel(R) Something(TM) New", "Intel", None, None),
    ("VIA Nano L3050", "", None, None),
    ("MediaTek MT8183", "", None, None),
    ("", "", None, None),
]


def test_the_name_determines_the_processor():
    for name, *expected in NAMES:
        cpu = read_cpu(name)
        assert [cpu.maker, cpu.generation, cpu.runs_windows_11] == expected, name


WORDS = ["Intel", "AMD", "core", "i5", "-", " ", "ryzen", "5", "8350U", "n", "xeon", "E3-", "@"]


@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=20), max_size=12))
def test_any_mixture_of_known_words_is_parsed_without_error(words):
    assert isinstance(read_cpu(" ".join(words)), Cpu)
