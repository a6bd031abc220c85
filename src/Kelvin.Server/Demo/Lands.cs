namespace Kelvin.Server.Demo;

/// <summary>A country that the made-up company sells to: how people, towns and firms are called there.</summary>
/// <param name="Firms">Patterns of firms' names, each with the industry that it tells.</param>
internal sealed record Land(
    string Code, string Dial, double Share, string[] FirstNames, string[] LastNames, (string City, string Region)[] Cities, string[] Places, (string Pattern, string Industry)[] Firms);

/// <summary>The countries. No name is that of a firm we know of.</summary>
internal static class Lands
{
    public static readonly Land[] All =
    [
        new("PL", "+48", 0.38,
            ["Anna", "Piotr", "Katarzyna", "Tomasz", "Małgorzata", "Paweł", "Agnieszka", "Michał", "Ewa", "Marcin", "Joanna", "Krzysztof", "Magdalena", "Łukasz", "Monika", "Jakub", "Zofia", "Rafał", "Dorota", "Grzegorz"],
            ["Nowak", "Wójcik", "Mazur", "Kaczmarek", "Zając", "Król", "Wróbel", "Dudek", "Pawlak", "Walczak", "Sikora", "Baran", "Szewczyk", "Pietrzak", "Bąk", "Wilk", "Lis", "Kubiak", "Kozak", "Czajka", "Gołąb", "Maj", "Żak", "Stępień"],
            [("Warszawa", "mazowieckie"), ("Kraków", "małopolskie"), ("Katowice", "śląskie"), ("Poznań", "wielkopolskie"), ("Wrocław", "dolnośląskie"), ("Gdańsk", "pomorskie"), ("Radom", "mazowieckie"), ("Tarnów", "małopolskie"), ("Łódź", "łódzkie")],
            ["Radowiec", "Sośnianka", "Kamionna", "Olszanowo", "Dębinki", "Starorzecze", "Wielolas", "Brzezinka", "Jeziorna", "Lipowa", "Czarny Bór", "Miedzna", "Wapienne", "Zarzecze"],
            [("Zakłady Mechaniczne {0}", "machinery"), ("Mleczarnia {0}", "food"), ("Papiernia {0}", "paper"), ("Cementownia {0}", "cement"), ("Huta {0}", "steel"), ("Tartak {0}", "wood"), ("{0} Logistyka", "logistics"), ("Ciepłownia {0}", "energy"), ("{0} Chemia", "chemicals")]),
        new("DE", "+49", 0.22,
            ["Anke", "Jürgen", "Katrin", "Stefan", "Sabine", "Thomas", "Petra", "Uwe", "Claudia", "Matthias", "Heike", "Markus", "Birgit", "Jens", "Ulrike", "Lars", "Silke", "Torsten"],
            ["Lindner", "Voss", "Brandt", "Krämer", "Seidel", "Hoffmann", "Ritter", "Böhm", "Vogel", "Kühn", "Winkler", "Jäger", "Busch", "Engel", "Horn", "Sommer", "Weiß", "Ahrens"],
            [("Hamburg", "Hamburg"), ("Rostock", "Mecklenburg-Vorpommern"), ("Dresden", "Sachsen"), ("Leipzig", "Sachsen"), ("Hannover", "Niedersachsen"), ("Berlin", "Berlin"), ("Bremen", "Bremen")],
            ["Lindenbach", "Osterhagen", "Steinwerder", "Altmoor", "Rabental", "Wiesenau", "Kaltenfeld", "Eschenried", "Birkholz", "Mühlgraben", "Sandheide"],
            [("{0}er Pumpenbau GmbH", "machinery"), ("Molkerei {0} eG", "food"), ("Papierwerke {0} GmbH", "paper"), ("Stahlguss {0} GmbH", "steel"), ("Sägewerk {0} KG", "wood"), ("Spedition {0} GmbH", "logistics"), ("Stadtwerke {0}", "energy"), ("{0} Kunststofftechnik", "chemicals")]),
        new("SE", "+46", 0.15,
            ["Astrid", "Erik", "Ingrid", "Lars", "Karin", "Anders", "Elin", "Johan", "Maja", "Gustav", "Sara", "Oskar", "Linnea", "Henrik"],
            ["Lindqvist", "Ekström", "Sandberg", "Nyström", "Holm", "Wikström", "Sjögren", "Åberg", "Norling", "Dahlin", "Forsell", "Öhman", "Hagman"],
            [("Malmö", "Skåne"), ("Göteborg", "Västra Götaland"), ("Stockholm", "Stockholm"), ("Gävle", "Gävleborg"), ("Sundsvall", "Västernorrland"), ("Västerås", "Västmanland")],
            ["Gransjö", "Björkfors", "Stenvik", "Älvnäs", "Kopparlund", "Tallåsen", "Hedemo", "Norrbro", "Silverdal"],
            [("{0} Pappersbruk AB", "paper"), ("{0} Mekaniska AB", "machinery"), ("{0} Mejeri AB", "food"), ("{0} Stål AB", "steel"), ("{0} Sågverk AB", "wood"), ("{0} Energi AB", "energy"), ("{0} Åkeri AB", "logistics")]),
        new("DK", "+45", 0.09,
            ["Mette", "Søren", "Kirsten", "Jens", "Lone", "Henrik", "Camilla", "Mads", "Birgitte", "Rasmus"],
            ["Krogh", "Bruun", "Lund", "Vestergaard", "Skov", "Dahl", "Kjær", "Toft", "Nygaard", "Friis"],
            [("Aarhus", "Midtjylland"), ("Odense", "Syddanmark"), ("København", "Hovedstaden"), ("Aalborg", "Nordjylland")],
            ["Vestby", "Åmosen", "Sønderholm", "Klitgård", "Nørrebæk", "Havnsø", "Bøgelund"],
            [("{0} Mejeri A/S", "food"), ("{0} Maskinfabrik A/S", "machinery"), ("{0} Vindservice A/S", "energy"), ("{0} Slagteri A/S", "food"), ("{0} Emballage A/S", "paper")]),
        new("NO", "+47", 0.09,
            ["Ingvild", "Øyvind", "Kari", "Trond", "Silje", "Bjørn", "Marit", "Sindre", "Hilde", "Geir"],
            ["Haugen", "Bakke", "Solberg", "Lien", "Moen", "Strand", "Myhre", "Aasen", "Brekke", "Nygård"],
            [("Bergen", "Vestland"), ("Stavanger", "Rogaland"), ("Trondheim", "Trøndelag"), ("Oslo", "Oslo"), ("Ålesund", "Møre og Romsdal")],
            ["Fjellvik", "Storøya", "Grønndal", "Havnes", "Svartfoss", "Kvalnes", "Tindelva"],
            [("{0} Sjømat AS", "food"), ("{0} Verft AS", "machinery"), ("{0} Kraft AS", "energy"), ("{0} Smelteverk AS", "steel"), ("{0} Transport AS", "logistics")]),
        new("FI", "+358", 0.07,
            ["Aino", "Mikko", "Päivi", "Jukka", "Sanna", "Antti", "Riikka", "Ville", "Outi", "Timo"],
            ["Koskela", "Lahtinen", "Rantanen", "Heikkilä", "Salmi", "Niemelä", "Aalto", "Peltola", "Järvi", "Kivelä"],
            [("Tampere", "Pirkanmaa"), ("Turku", "Varsinais-Suomi"), ("Helsinki", "Uusimaa"), ("Oulu", "Pohjois-Pohjanmaa")],
            ["Mustakoski", "Hirvijärvi", "Kivilahti", "Pohjanranta", "Suvisaari", "Harjula"],
            [("{0} Saha Oy", "wood"), ("{0} Paperi Oy", "paper"), ("{0} Konepaja Oy", "machinery"), ("{0} Energia Oy", "energy"), ("{0} Meijeri Oy", "food")]),
    ];
}
