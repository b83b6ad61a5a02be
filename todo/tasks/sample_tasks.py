"""The contents of the sample tasks."""

from typing import NamedTuple


class Sample(NamedTuple):
    """The content of a sample task.

    :param title: its title.
    :param text: its text.
    :param days: its age in days, in addition to what its place in the list gives.
    :param is_done: whether it is done.
    """

    title: str
    text: str = ""
    days: int = 0
    is_done: bool = False


SAMPLES = (
    Sample("Buy milk, bread and coffee", "Two litres.\n\nAnd the dark bread."),
    Sample("Call the dentist", "Not on Thursday."),
    Sample("Plan the summer trip", "First ask for the prices,\nthen decide."),
    Sample("Pay the electricity bill", is_done=True),
    Sample(
        "Pick up the parcel from the post office",
        "They are open until six.\nBring the slip and a passport.",
    ),
    Sample("Read a book on databases", "Chapters 1 to 3 before Monday."),
    Sample("🎂 Bake a cake for Maya", "Four eggs 🥚, sugar, flour.\nNo nuts! 🥜", 1),
    Sample("Repair the kitchen tap", days=1),
    Sample(
        "Return the library books", "Three of them are in the car.", 1, is_done=True
    ),
    Sample("Sort the old photographs", days=2),
    Sample("Water the tomatoes", "Not at noon.", 2, is_done=True),
    Sample("Write to Grandmother", "Tell her about the garden.", 2),
    Sample("להזמין כרטיסים לקונצרט", "שני כרטיסים, ליום שישי בערב.", 3),
    Sample("Invite the neighbours", "Ask who eats no meat.", 3),
    Sample("Oil the bicycle chain", "The oil is in the cellar.", 3, is_done=True),
    Sample(
        "Prepare the talk about Flask",
        "- What a request is\n- Views and templates\n- Tests\n- Questions\n\n"
        "Twenty minutes, with five for questions.",
        4,
    ),
    Sample("Renew the passport", "Two photographs, 35 by 45 mm.", 4),
    Sample(
        "Book a table at Łukasz's café", "For six, at half past seven.", 4, is_done=True
    ),
    Sample("Change the winter tyres", days=5),
    Sample("Clean the windows", "Only if it does not rain.", 5, is_done=True),
    Sample(
        "Ask the landlord about the heating in the small room, the damp wall behind "
        "the wardrobe, the broken bell at the front door, and when the painters "
        "come to do the kitchen and the bathroom at last",
        "He answers the telephone between nine and ten.",
        6,
    ),
    Sample("Cancel the newspaper", is_done=True, days=6),
    Sample("Buy a present for Jonas", "He likes maps, and trains.", 7),
    Sample("Defrost the freezer", days=8),
    Sample("Send the tax return", "Deadline: the 31st.", 9, is_done=True),
    Sample("Learn ten words of Portuguese", "obrigado\nbom dia\naté amanhã", 10),
    Sample("Take the cat to the vet", "Vaccination card: top drawer.", 11),
    Sample("Back up the laptop", days=12, is_done=True),
    Sample("Mend the blue jacket", "Needs a zip of 60 cm.", 13),
    Sample("Order firewood", days=14),
    Sample("Practise the second movement", "Slowly.\nThen with the metronome.", 15),
    Sample("Weigh the parcel for Aunt Inês", is_done=True, days=16),
    Sample("Cut the hedge", "Before the birds build nests.", 18),
    Sample("Check the smoke alarms", days=20, is_done=True),
    Sample("Try the recipe for pumpkin soup", "Onions, ginger, a little cream.", 22),
    Sample("Find out when the museum is free", days=24),
    Sample("Run five kilometres", "Without stopping this time.", 26),
    Sample("Replace the battery of the clock", is_done=True, days=28),
    Sample("牛乳と卵を買う", "スーパーは九時まで。", 30),
    Sample("Lend Omar the drill", "He gives it back on Sunday.", 35, is_done=True),
    Sample("Hang up the pictures", days=40),
    Sample("Register for the night class", "Pottery, room 12.", 45, is_done=True),
    Sample("Compare three offers for the roof", "1. Braun\n2. Hall\n3. Novák", 60),
    Sample("Thank Professor Okafor", days=75, is_done=True),
    Sample("Give away the old sofa", "The neighbours' son may want it.", 90),
    Sample("Look for the lost key", "Under the seat?", 120),
    Sample("Sow the spring onions", is_done=True, days=200),
    Sample("Finish the scarf", "Two more balls of the green wool.", 300),
    Sample("Write down Grandfather's stories", days=400),
    Sample("Learn to swim the crawl", "A new year, a new try.", 730),
)
"""Fifty tasks: some old, some done; one with a long title, one from right to left."""
