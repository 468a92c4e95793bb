"""What is known to be read wrongly in the tables; to be taken out here once it is right."""

# Claims that are not found.
MISSED: frozenset[str] = frozenset(
    {
        "The festival should sell out by Friday.",
        "The rocket lifts off on Tuesday.",
        "The statue is being moved to the harbour next year.",
        "“Mark my words: this tower will lean within ten years,” the mason said.",
        "It is only a matter of time before the dyke breaks, the warden said.",
        "The sea will have risen by half a metre by 2100.",
        "Officials said the number was likely to rise.",
        "The dollar is headed for its worst month since 1973, strategists say.",
        "The bookmakers make Lisbon the favourite to host the games in 2032.",
        "The final decision rests with the court, which rules on 9 April.",
        "“I am leaving at the end of the season,” the goalkeeper said.",
    }
)
# Not found, or with too many words or too few.
CUT_WRONG: frozenset[str] = frozenset(
    {
        "As soon as the court rules, the money will be paid out.",
        "Sales will rise this year and profits will fall.",
        "The festival should sell out by Friday.",
        "The rocket lifts off on Tuesday.",
        "The statue is being moved to the harbour next year.",
        "The keeper is confident the cubs will survive the winter.",
        "It is only a matter of time before the dyke breaks, the warden said.",
        "The sea will have risen by half a metre by 2100.",
        "Officials said the number was likely to rise.",
        "The dollar is headed for its worst month since 1973, strategists say.",
        "The bookmakers make Lisbon the favourite to host the games in 2032.",
        "The final decision rests with the court, which rules on 9 April.",
        "“I am leaving at the end of the season,” the goalkeeper said.",
    }
)
# Not found, or with another kind, strength or shape.
WEIGHED_WRONG: frozenset[str] = frozenset(
    {
        "The dairy plans to close its last shop in May.",
        "The tunnel is on track to open in 2031.",
        "If the drought goes on, the herds will have to be sold.",
        "Should the fever return, he will be taken to hospital in Basel.",
        "The publisher is to release the diaries in November.",
        "Zoo to welcome a pair of pandas in 2027",
        "Chocolate to get dearer before Christmas",
        "The festival should sell out by Friday.",
        "It is possible that the ship will never be found.",
        "The rocket lifts off on Tuesday.",
        "“We’re opening a second bakery in the autumn,” says Tuva Lind.",
        "The statue is being moved to the harbour next year.",
        "“Hopefully the rain will stop by then,” said the groundsman.",
        "There are hopes of a return to profit next year.",
        "It won’t be long before the glacier is gone.",
        "It is only a matter of time before the dyke breaks, the warden said.",
        "The sea will have risen by half a metre by 2100.",
        "“You’ll see queues around the block in June,” the baker said.",
        "She told the court she would appeal.",
        "The band said it would play one last concert in May.",
        "The bakery said it was planning to open in Ghent next year.",
        "Officials said the number was likely to rise.",
        "Police said the road was due to reopen on Sunday.",
        "The dollar is headed for its worst month since 1973, strategists say.",
        "Tickets go on sale tomorrow at nine.",
        "The day will come when nobody reads a map.",
        "Not until 2030 will the debt be repaid.",
        "No sooner will the roof be done than the walls will need work.",
        "The bookmakers make Lisbon the favourite to host the games in 2032.",
        "They have no intention of leaving, their lawyer said.",
        "There will be no second chance.",
        "The final decision rests with the court, which rules on 9 April.",
        "“I am leaving at the end of the season,” the goalkeeper said.",
        "“I’m not going anywhere,” the chairman told shareholders, “and I’ll be here next year”.",
    }
)
# No predictions, and suggested all the same.
FALSE: frozenset[str] = frozenset(
    {
        "The risk of fire is highest in August.",
        "Water that is heated will boil at 100 degrees.",
        "An old dog will sleep most of the day.",
        "“Tomorrow Never Comes” is the name of the play.",
        "The bird is expected to live in marshes, but it was found in a desert.",
        "The 2027 calendar is on sale in the lobby.",
    }
)
