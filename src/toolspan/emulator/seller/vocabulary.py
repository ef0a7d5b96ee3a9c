"""Vocabulary of generated data: names, places and products by language."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["KINDS", "PLACES", "VARIANTS", "Kind", "Place", "language_of"]


class Kind(NamedTuple):
    """Kind of product: SKU prefix, type, category, price in dollars, weight, names."""

    prefix: str
    product_type: str
    category: str
    price: float
    grams: int
    names: dict[str, str]


class Place(NamedTuple):
    """Buyer names and address formats of a country."""

    first_names: tuple[str, ...]
    last_names: tuple[str, ...]
    streets: tuple[str, ...]
    cities: tuple[tuple[str, str, str], ...]
    phone: str


KINDS = (
    Kind(
        "MUG",
        "DRINKING_CUP",
        "Kitchen",
        14.99,
        380,
        {
            "en": "Stoneware Mug",
            "de": "Steingutbecher für Kaffee",
            "fr": "Tasse en grès émaillé",
            "it": "Tazza in gres",
            "es": "Taza de gres para café",
            "ja": "陶器マグカップ",
        },
    ),
    Kind(
        "LAMP",
        "LAMP",
        "Lighting",
        39.99,
        1200,
        {
            "en": "Desk Lamp",
            "de": "Schreibtischlampe mit Gelenkarm",
            "fr": "Lampe de bureau articulée",
            "it": "Lampada da scrivania",
            "es": "Lámpara de escritorio",
            "ja": "デスクライト",
        },
    ),
    Kind(
        "BLKT",
        "BLANKET",
        "Home",
        49.99,
        1500,
        {
            "en": "Wool Blanket",
            "de": "Wolldecke aus Schurwolle",
            "fr": "Couverture en laine mérinos",
            "it": "Coperta di lana",
            "es": "Manta de lana para sofá",
            "ja": "ウールブランケット",
        },
    ),
    Kind(
        "KNF",
        "KITCHEN_KNIFE",
        "Kitchen",
        29.99,
        240,
        {
            "en": "Paring Knife",
            "de": "Schälmesser mit Holzgriff",
            "fr": "Couteau d'office forgé",
            "it": "Spelucchino in acciaio",
            "es": "Cuchillo pelador",
            "ja": "ペティナイフ",
        },
    ),
    Kind(
        "NOTE",
        "BLANK_BOOK",
        "Office",
        9.99,
        310,
        {
            "en": "Dotted Notebook",
            "de": "Notizbuch gepunktet, größeres Format",
            "fr": "Carnet à points relié",
            "it": "Taccuino puntinato",
            "es": "Cuaderno de puntos, tamaño A5",
            "ja": "ドット方眼ノート",
        },
    ),
    Kind(
        "CANDL",
        "CANDLE",
        "Home",
        17.99,
        420,
        {
            "en": "Beeswax Candle",
            "de": "Bienenwachskerze",
            "fr": "Bougie à la cire d'abeille",
            "it": "Candela di cera d'api",
            "es": "Vela de cera de abeja",
            "ja": "蜜蝋キャンドル",
        },
    ),
    Kind(
        "BAG",
        "TOTE_BAG",
        "Luggage",
        24.99,
        350,
        {
            "en": "Canvas Tote",
            "de": "Einkaufstasche aus Segeltuch",
            "fr": "Sac fourre-tout en toile",
            "it": "Borsa di tela",
            "es": "Bolsa de lona para compras",
            "ja": "帆布トートバッグ",
        },
    ),
    Kind(
        "TEA",
        "TEA",
        "Grocery",
        12.49,
        120,
        {
            "en": "Green Tea Tin",
            "de": "Grüner Tee in der Dose",
            "fr": "Thé vert en boîte",
            "it": "Tè verde in latta",
            "es": "Té verde en lata",
            "ja": "緑茶缶",
        },
    ),
    Kind(
        "BRSH",
        "CLEANING_BRUSH",
        "Home",
        8.49,
        90,
        {
            "en": "Dish Brush",
            "de": "Spülbürste aus Buchenholz",
            "fr": "Brosse à vaisselle en hêtre",
            "it": "Spazzola per piatti",
            "es": "Cepillo para vajilla",
            "ja": "食器ブラシ",
        },
    ),
    Kind(
        "CLOCK",
        "CLOCK",
        "Home",
        59.99,
        900,
        {
            "en": "Wall Clock",
            "de": "Wanduhr, geräuschlos",
            "fr": "Horloge murale silencieuse",
            "it": "Orologio da parete",
            "es": "Reloj de pared",
            "ja": "掛け時計",
        },
    ),
)

VARIANTS = ("Nº 1", "Nº 2", "XL", "Édition 2026")

PLACES = {
    "US": Place(
        ("Ava", "José", "Renée", "Marcus", "Zoë"),
        ("Walker", "Núñez", "O'Brien", "Schröder", "Park"),
        ("Maple Street", "2nd Avenue", "Cañon Road"),
        (("Seattle", "WA", "98101"), ("San José", "CA", "95112"), ("Austin", "TX", "78701")),
        "+1 206 555 01{:02d}",
    ),
    "CA": Place(
        ("Chloé", "Liam", "Noëlle", "Owen"),
        ("Tremblay", "Côté", "Singh", "MacLeod"),
        ("Rue Sainte-Thérèse", "King Street West"),
        (("Montréal", "QC", "H2Y 1C6"), ("Toronto", "ON", "M5H 1A1"), ("Trois-Rivières", "QC", "G9A 5H7")),
        "+1 514 555 01{:02d}",
    ),
    "MX": Place(
        ("Sofía", "Íñigo", "Lucía", "Ramón"),
        ("Muñoz", "Hernández", "Peña", "Gómez"),
        ("Avenida Revolución", "Calle Niños Héroes"),
        (("Ciudad de México", "CDMX", "06000"), ("Mérida", "YUC", "97000")),
        "+52 55 5550 01{:02d}",
    ),
    "DE": Place(
        ("Jürgen", "Anneliese", "Günther", "Mia"),
        ("Müller", "Weiß", "Schäfer", "Özdemir"),
        ("Königstraße", "Am Mühlenbach"),
        (("München", "BY", "80331"), ("Köln", "NW", "50667"), ("Berlin", "BE", "10115")),
        "+49 30 55501{:02d}",
    ),
    "FR": Place(
        ("Élodie", "Jérôme", "Françoise", "Loïc"),
        ("Lefèvre", "Garçon", "Dubois", "Noël"),
        ("Rue de l'Église", "Allée des Chênes"),
        (("Paris", "IDF", "75004"), ("Besançon", "BFC", "25000")),
        "+33 1 55 55 01 {:02d}",
    ),
    "GB": Place(
        ("Siân", "Oliver", "Zoë", "Callum"),
        ("Hughes", "Clarke", "Brontë", "Patel"),
        ("Abbey Road", "Queen's Walk"),
        (("London", "Greater London", "SW1A 1AA"), ("Cardiff", "Wales", "CF10 1EP")),
        "+44 20 7946 01{:02d}",
    ),
    "IT": Place(
        ("Niccolò", "Beatrice", "Cosimo", "Giosuè"),
        ("Rossi", "D'Angelo", "Forlì", "Bianchi"),
        ("Via della Libertà", "Corso Italia"),
        (("Forlì", "FC", "47121"), ("Milano", "MI", "20121")),
        "+39 02 5550 1{:02d}",
    ),
    "ES": Place(
        ("Begoña", "Andrés", "Íker", "María"),
        ("Ibáñez", "Castaño", "López", "Güell"),
        ("Calle de la Peña", "Paseo de Gràcia"),
        (("A Coruña", "C", "15001"), ("Málaga", "MA", "29001")),
        "+34 91 555 01{:02d}",
    ),
    "JP": Place(
        ("太郎", "花子", "健一", "美咲"),
        ("佐藤", "高橋", "渡辺", "髙木"),
        ("道玄坂1丁目", "本町2-5"),
        (("渋谷区", "東京都", "150-0043"), ("大阪市", "大阪府", "541-0053")),
        "+81 3-5550-01{:02d}",
    ),
}

_LANGUAGES = {"MX": "es", "DE": "de", "FR": "fr", "IT": "it", "ES": "es", "JP": "ja"}


def language_of(country: str) -> str:
    """Return the language of a marketplace's titles."""
    return _LANGUAGES.get(country, "en")
