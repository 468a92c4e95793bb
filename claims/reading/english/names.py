"""English titles and first names, with whom "he" and "she" can stand for.

First names serve only to rule a person out: "she said" is not John Smith's.
"""

from claims.reading.words import Gender

HE_TITLES = "mr mr. sir lord king prince father brother rev rev. congressman baron fr. sheikh count"
SHE_TITLES = (
    "mrs mrs. ms ms. miss lady dame queen princess sister congresswoman baroness madam mme."
)
OTHER_TITLES = """
dr dr. prof prof. professor president vice senator sen sen. representative rep rep. governor gov
gov. secretary minister chancellor premier mayor judge justice general gen gen. colonel col. major
maj. captain capt. lieutenant lt. sergeant sgt. admiral adm. commander cmdr. chief chairman speaker
ambassador commissioner superintendent supt. inspector detective officer deputy director pope
bishop archbishop cardinal pastor rabbi imam attorney coach councillor cllr. constable
"""
HE_NAMES = """
aaron abdul abraham adam ahmed alan albert alejandro alex alexander alexei alfred ali amir anders
andrea andreas andrei andrew andy angus anthony antonio arnold arthur barack barry ben benjamin
bernard bernie bill bob boris brad brandon brendan brian bruce bryan byron carl carlos cecil chad
charles charlie chris christian christopher chuck clarence claude cliff clive colin connor craig
dan daniel darren dave david dean dennis derek diego dimitri dmitry dominic don donald doug douglas
duncan dwight ed eddie edgar eduardo edward edwin elijah elliott emmanuel eric erik ernest eugene
evan fernando francis francois frank franklin fred frederick gareth gary gavin geoff geoffrey
george gerald gerard gilbert giorgio giuseppe glenn gordon graham greg gregory guy hank hans harold
harry harvey hassan hector henri henry herbert herman howard hugh hugo ian ibrahim igor isaac ivan
jack jacob jake james jamie jan jared jason javier jeb jeff jeffrey jens jeremy jerome jerry jesse
jim jimmy joachim joe joel johan johannes john johnny jon jonas jonathan jordan jorge jose josef
joseph josh joshua juan julian julio justin karl keith ken kenneth kevin klaus kurt kyle lars larry
laurence lawrence lee leo leon leonard lewis liam lindsey lloyd louis lucas luis luke malcolm
manuel marc marcel marco marcus mario mark markus martin marvin matt matteo matthew maurice max
michael miguel mike mikhail mitch mitt mohamed mohammed muhammad murray nathan neil nicholas nick
nicolas nigel nikolai noah norman oleg oliver olivier omar oscar oskar otto owen pablo pat patrick
paul pavel pedro pekka peter phil philip philippe pierre rafael ralph rand randy raymond reince
ricardo richard rick rob robert roberto robin rod roger roland ron ronald rory ross roy rudy rupert
russell ryan sam samuel scott sean sebastian sergei sergey seth shane simon spencer stanley stefan
stephen steve steven stewart stuart sven ted terence terry theo theodore thomas tim timothy toby
todd tom tommy tony trevor tyler victor viktor vincent vladimir walter warren wayne will william
winston wolfgang xavier yuri zachary hal emre wilhelm matthias lukas tomas jorg juergen gus kasper
bevan pieter ned jonty hiroshi kenji akira shinzo rahul raj sanjay vijay anil sunil arun deepak
amit ravi narendra imran tariq khalid yusuf hamid reza mahmoud mustafa recep bashar moshe yitzhak
avi eitan kofi kwame jeroen mattias fredrik henrik lennart magnus nils olaf rolf stig torsten
ulrich volker werner günter jürgen jörg björn andré josé jesús césar raúl ramón sergio luigi paolo
pietro roberto silvio umberto vittorio aleksandr anatoly boris gennady konstantin leonid maksim
pyotr stanislav vasily vitaly volodymyr vyacheslav yevgeny
"""
SHE_NAMES = """
abigail ada adele agnes aisha alexandra alice alicia alison allison amanda amber amelia amy ana
angela angelique anita ann anna anne annette annie anneke aparna april arlene ashley astrid audrey
ava barbara beatrice becky bernadette beth bethany betty beverly bianca bonnie brenda bridget
brigitte camilla candice carla carly carmel carol carole caroline carolyn catherine cathy cecilia
celia charlotte chelsea cheryl chloe christina christine cindy claire clara claudia colleen
condoleezza connie constance cynthia daisy dana daniela danielle dawn deborah debbie debra denise
diana diane dianne dolores donna dora doris dorothy edith eileen elaine eleanor elena elisabeth
elise eliza elizabeth ella ellen emily emma erica erika erin esther ethel eva eve evelyn faith
fatima felicity fiona florence folake frances freya gabriela gabriella gail georgia geraldine
gertrude gina gloria grace greta gwen hannah harriet hazel heather heidi helen helena helga hilary
hillary holly hope huma imogen ines ingrid irene iris isabel isabella ivanka ivy jackie jacqueline
jane janet janice jasmine jean jen jenna jennifer jenny jessica jill jo joan joanna jocelyn
josephine joy joyce juanita judith judy julia juliana julie june kamala karen karin kate katharine
katherine kathleen kathryn kathy katie katrina kayla kellyanne kelly kerry kim kirsten kirsty
kristen kristin lara laura lauren leah leila lena leslie lila lily linda lisa liz liza lois loretta
lorraine louise lucia lucille lucy lydia lynn madeleine magdalena maggie margaret maria mariana
marianne marie marine marion marit marjorie marta martha mary maureen maxine megan megyn melania
melanie melinda melissa mercedes meredith mia michelle mildred miriam molly monica nadia nancy
naomi natalia natalie natasha nicola nicole nina nora norma olga olivia ottilie pamela patricia
patty paula pauline peggy penelope penny petra philippa phoebe phyllis polly priscilla priya rachel
ramona rebecca regina renee rhonda rita roberta rosa rosalind rose rosemary roxanne ruth sabrina
sally samantha sandra sara sarah selina serena shannon sharon sheila shirley silvia sofia sonia
sophia sophie stacy stella stephanie sue susan susanna susanne suzanne sylvia tamara tania tanya
tara teresa tessa theresa tina tracy ursula valerie vanessa vera verity veronica victoria viola
violet virginia vivian wanda wendy yasmin yolanda yvonne zoe maeve siobhan aoife niamh roisin
saoirse renata rosangela rosângela benedita aroha yasmine mei yuki keiko naoko indira sonia deepa
anjali kavita lakshmi sunita fatou aminata ngozi folasade zainab leyla ayşe elif sigrid solveig
gunilla birgitta ulrike anneliese françoise brigitte cécile hélène chloé maría lucía inés sofía
giulia chiara francesca federica elena ludmila svetlana tatiana oksana olena yulia yelena
"""

HE_WORDS = (
    "spokesman chairman congressman businessman actor waiter husband son boy man guy gentleman"
)
SHE_WORDS = """
spokeswoman chairwoman congresswoman businesswoman actress waitress mother wife daughter girl woman
lady heiress duchess nun grandmother
"""

GENDERED: dict[str, Gender] = dict.fromkeys(HE_WORDS.split(), Gender.HE) | dict.fromkeys(
    SHE_WORDS.split(), Gender.SHE
)
TITLES: dict[str, Gender | None] = (
    dict.fromkeys(OTHER_TITLES.split())
    | dict.fromkeys(HE_TITLES.split(), Gender.HE)
    | dict.fromkeys(SHE_TITLES.split(), Gender.SHE)
)
FIRST_NAMES: dict[str, Gender] = dict.fromkeys(HE_NAMES.split(), Gender.HE) | dict.fromkeys(
    SHE_NAMES.split(), Gender.SHE
)
