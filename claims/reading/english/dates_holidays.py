"""English names of holidays, as tokens ("new year 's day"), and the key of each one's rule."""

_NAMED = """
christmas: christmas | christmas day | xmas | noel
christmas_eve: christmas eve
boxing_day: boxing day | st. stephen 's day
new_year: new year 's day | new year 's | new years day
new_years_eve: new year 's eve | new years eve
easter: easter | easter sunday
good_friday: good friday
easter_monday: easter monday
palm_sunday: palm sunday
maundy_thursday: maundy thursday
ash_wednesday: ash wednesday
ascension: ascension day
pentecost: pentecost | whitsun | whit sunday
whit_monday: whit monday
mardi_gras: mardi gras | shrove tuesday
thanksgiving: thanksgiving | thanksgiving day
canadian_thanksgiving: canadian thanksgiving
black_friday: black friday
cyber_monday: cyber monday
labor_day: labor day
memorial_day: memorial day
independence_day: independence day | fourth of july | the fourth of july | july fourth | july 4th
halloween: halloween | hallowe'en
valentine: valentine 's day | st. valentine 's day
st_patrick: st. patrick 's day | st patrick 's day
may_day: may day
veterans_day: veterans day | armistice day
canada_day: canada day
victoria_day: victoria day
anzac_day: anzac day
australia_day: australia day
bastille_day: bastille day
mlk: martin luther king day | martin luther king jr. day
presidents_day: presidents day | presidents ' day
columbus_day: columbus day | indigenous peoples ' day
juneteenth: juneteenth
mothers_day: mother 's day
fathers_day: father 's day
guy_fawkes: guy fawkes night | bonfire night
spring_bank: spring bank holiday | late may bank holiday
summer_bank: august bank holiday
early_may_bank: early may bank holiday
election_day: election day
lunar_new_year: lunar new year | chinese new year | tet
eid: eid | eid al - fitr
ramadan: ramadan
diwali: diwali
all_saints: all saints ' day
midsummer: midsummer | midsummer 's day | midsummer day
groundhog: groundhog day
earth_day: earth day
"""
HOLIDAYS: dict[str, str] = {
    name.strip(): key.strip()
    for key, names in (line.split(":") for line in _NAMED.strip().splitlines())
    for name in names.split("|")
}
