"""Small valid files of every kind, as bytes, for tests to read and to spoil."""

from pathlib import Path

import services

DEMO = Path(services.__file__).parent / "demonstration" / "demo_data"
PRM = "30001642617347"

HDM_NAMES = (
    "Identifiant PRM;Type de donnees;Date de debut;Date de fin;"
    "Grandeur physique;Grandeur metier;Etape metier;Unite;Pas en minutes"
)
HDM_POINTS = (
    "2020-02-03T00:00:00+01:00;18000",
    "2020-02-03T00:10:00+01:00;19000",
    "2020-02-03T00:20:00+01:00;",
    "2020-02-03T00:30:00+01:00;21000",
)


def demo(path: str) -> bytes:
    return (DEMO / path).read_bytes()


def hdm(
    *points: str,
    prm: str = PRM,
    kind: str = "Courbe de charge",
    end: str = "04/02/2020",
    quantity: str = "Energie active",
    direction: str = "Consommation",
    unit: str = "",
    step: str = "",
    names: str = "Horodate;Valeur",
) -> bytes:
    values = f"{prm};{kind};03/02/2020;{end};{quantity};{direction};Comptage Brut;{unit};{step}"
    lines = [HDM_NAMES, values, names, *(points or HDM_POINTS)]
    return b"\xef\xbb\xbf" + "".join(f"{line}\n" for line in lines).encode()


R63_NAMES = (
    "Identifiant PRM;Date de début;Date de fin;Grandeur physique;Grandeur métier;Etape métier;"
    "Unité;Horodate;Valeur;Nature;Pas;Indice de vraisemblance;Etat complémentaire"
)


def r63_line(
    stamp: str,
    value: str,
    *,
    prm: str = PRM,
    quantity: str = "PA",
    direction: str = "CONS",
    unit: str = "W",
    nature: str = "B",
    step: str = "PT10M",
) -> str:
    period = "2023-03-13 00:00:00;2023-03-14 00:00:00"
    return f"{prm};{period};{quantity};{direction};BRUT;{unit};{stamp};{value};{nature};{step};0;0"


def r63(*lines: str) -> bytes:
    usual = (
        r63_line("2023-03-13 00:00:00", "692"),
        r63_line("2023-03-13 00:10:00", "1284", nature="E"),
        r63_line("2023-03-13 00:20:00", ""),
    )
    return "".join(f"{line}\n" for line in (R63_NAMES, *(lines or usual))).encode()


def r4x_block(
    *points: tuple[str, str, str], quantity: str = "EA", unit: str = "kW", direction: str = "CONS",
    step: str = "10",
) -> str:  # fmt: skip
    marks = "\n".join(
        f'<Donnees_Point_Mesure Horodatage ="{stamp}" Valeur_Point ="{value}" '
        f'Statut_Point ="{status}"></Donnees_Point_Mesure>'
        for stamp, value, status in points
    )
    return (
        f"<Donnees_Courbe><Granularite>{step}</Granularite><Unite_Mesure>{unit}</Unite_Mesure>"
        f"<Grandeur_Metier>{direction}</Grandeur_Metier>"
        f"<Grandeur_Physique>{quantity}</Grandeur_Physique>\n{marks}\n</Donnees_Courbe>"
    )


R4X_POINTS = (
    ("2022-02-02T00:00:00+01:00", "28", "R"),
    ("2022-02-02T00:10:00+01:00", "29.5", "E"),
    ("2022-02-02T00:20:00+01:00", "", "R"),
    ("2022-02-02T00:30:00+01:00", "0", "S"),
)


def r4x(*blocks: str, prm: str = PRM, before: str = "") -> bytes:
    body = "\n".join(blocks or (r4x_block(*R4X_POINTS),))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<Courbe><Entete/>\n'
        f"<Corps><Identifiant_PRM>{prm}</Identifiant_PRM>\n{body}\n</Corps>\n</Courbe>\n"
    ).encode()


BILLED_NAMES = "grandeur,classe,unite,debut,fin,valeur,nature,statut"
BILLED_LINES = (
    "EA,HPH,kWh,2021-12-09,2022-01-09,19405.0,REEL,INITIALE",
    "EA,HCH,kWh,2021-12-09,2022-01-09,9230.5,ESTIME,INITIALE",
    "EA,HPH,kWh,2021-11-09,2021-12-09,17000.0,REEL,INITIALE",
)


def billed(*lines: str) -> bytes:
    return "".join(f"{line}\n" for line in (BILLED_NAMES, *(lines or BILLED_LINES))).encode()


R171_NAMES = "prm,type,grandeur,calendrier,classe,unite,date_fin,valeur"
R171_LINES = (
    f"{PRM},INDEX,EA,D,HPH,Wh,2022-02-03T02:37:56,429229000",
    f"{PRM},INDEX,ERI,D,HCB,VARh,2022-02-03T02:37:56,2607000",
)


def r171(*lines: str) -> bytes:
    return "".join(f"{line}\n" for line in (R171_NAMES, *(lines or R171_LINES))).encode()


def buildings(*lines: str, names: str = "debut_utc,b0_kwh,b4_kwh") -> bytes:
    usual = (
        "2019-01-01 00:00:00,10.9,2.9",
        "2019-01-01 01:00:00,0.0,6.0",
        "2019-01-01 02:00:00,0,6.6",
        "2019-01-01 03:00:00,21.7,",
    )
    return "".join(f"{line}\n" for line in (names, *(lines or usual))).encode()


def temperatures(*lines: str, names: str = "date,code_insee_region,region,tmin,tmax,tmoy") -> bytes:
    usual = ("2016-01-01,53,Bretagne,-3.0,12.27,7.64", "2016-01-01,94,Corse,9.95,15.1,12.52")
    return "".join(f"{line}\n" for line in (names, *(lines or usual))).encode()


def r171_xml() -> bytes:
    series = "".join(
        f"<serieMesuresDatees><prmId>{PRM}</prmId><type>INDEX</type><grandeurPhysique>EA"
        f"</grandeurPhysique><typeCalendrier>D</typeCalendrier><codeClasseTemporelle>{name}"
        "</codeClasseTemporelle><unite>Wh</unite><mesuresDateesListe><mesureDatee>"
        "<dateFin>2022-02-03T02:37:56</dateFin><valeur>429229000</valeur></mesureDatee>"
        "</mesuresDateesListe></serieMesuresDatees>\n"
        for name in ("HPH", "HCH")
    )
    return f'<ns2:R171 xmlns:ns2="http://www.enedis.fr/stm/R171">{series}</ns2:R171>'.encode()


def soap(body: str) -> bytes:
    envelope = "http://schemas.xmlsoap.org/soap/envelope/"
    return (
        f'<?xml version="1.0" ?>\n<s:Envelope xmlns:s="{envelope}" xmlns:v1="urn:v1"><s:Body>'
        f"\n{body}\n</s:Body></s:Envelope>"
    ).encode()


def soap_curve() -> bytes:
    measures = "".join(
        f"<mesure><v>{watts}</v><d>2022-01-05T00:{10 * i:02}:00.000+01:00</d><p>PT10M</p><n>R</n>"
        "</mesure>\n"
        for i, watts in enumerate((34_000, 33_000))
    )
    return soap(
        f"<v1:consulterMesuresDetailleesResponse><pointId>{PRM}</pointId><grandeur>"
        "<grandeurMetier>CONS</grandeurMetier><grandeurPhysique>PA</grandeurPhysique>"
        f"<unite>W</unite>{measures}</grandeur></v1:consulterMesuresDetailleesResponse>"
    )


def soap_readings() -> bytes:
    measures = "".join(
        f"<mesure><valeur>{kwh}</valeur><dateDebut>2021-{month:02}-09</dateDebut>"
        f"<dateFin>2021-{month + 1:02}-09</dateFin><nature code='REEL'/><statut code='INITIALE'/>"
        "</mesure>\n"
        for month, kwh in ((10, 824), (11, 0))
    )
    return soap(
        f"<v1:consulterMesuresResponse><pointId>{PRM}</pointId><seriesMesuresDateesGrilleTurpe>"
        "<serie><grandeurPhysique code='EA'/><classeTemporelle code='HCE'/><unite>kWh</unite>"
        f"<mesuresDatees>{measures}</mesuresDatees></serie></seriesMesuresDateesGrilleTurpe>"
        "</v1:consulterMesuresResponse>"
    )
