"""Names the rules engine knows, and the words that tell what kind of thing a name stands for."""

from __future__ import annotations

from steps.core.text.spans import word_list


def _lines(text: str) -> frozenset[str]:
    return frozenset(name.strip() for name in text.replace("\n", " ").split(",") if name.strip())


COUNTRIES = _lines(
    """Afghanistan, Albania, Algeria, Andorra, Angola, Argentina, Armenia, Australia, Austria, Azerbaijan,
    Bahamas, Bahrain, Bangladesh, Barbados, Belarus, Belgium, Belize, Benin, Bhutan, Bolivia, Bosnia,
    Botswana, Brazil, Brunei, Bulgaria, Burkina Faso, Burma, Burundi, Cambodia, Cameroon, Canada, Cape
    Verde, Chad, Chile, China, Colombia, Congo, Costa Rica, Croatia, Cuba, Cyprus, Czech Republic,
    Czechia, Denmark, Djibouti, Ecuador, Egypt, El Salvador, England, Eritrea, Estonia, Eswatini,
    Ethiopia, Fiji, Finland, France, Gabon, Gambia, Georgia, Germany, Ghana, Greece, Greenland, Grenada,
    Guatemala, Guinea, Guyana, Haiti, Honduras, Hong Kong, Hungary, Iceland, India, Indonesia, Iran,
    Iraq, Ireland, Israel, Italy, Ivory Coast, Jamaica, Japan, Jordan, Kazakhstan, Kenya, Kosovo,
    Kuwait, Kyrgyzstan, Laos, Latvia, Lebanon, Lesotho, Liberia, Libya, Liechtenstein, Lithuania,
    Luxembourg, Macau, Madagascar, Malawi, Malaysia, Maldives, Mali, Malta, Mauritania, Mauritius,
    Mexico, Moldova, Monaco, Mongolia, Montenegro, Morocco, Mozambique, Myanmar, Namibia, Nepal,
    Netherlands, New Zealand, Nicaragua, Niger, Nigeria, North Korea, North Macedonia, Northern Ireland,
    Norway, Oman, Pakistan, Palestine, Panama, Papua New Guinea, Paraguay, Peru, Philippines, Poland,
    Portugal, Puerto Rico, Qatar, Romania, Russia, Rwanda, Samoa, Saudi Arabia, Scotland, Senegal,
    Serbia, Seychelles, Sierra Leone, Singapore, Slovakia, Slovenia, Somalia, South Africa, South Korea,
    South Sudan, Spain, Sri Lanka, Sudan, Suriname, Sweden, Switzerland, Syria, Taiwan, Tajikistan,
    Tanzania, Thailand, Timor-Leste, Togo, Tonga, Trinidad, Tunisia, Turkey, Turkmenistan, Uganda,
    Ukraine, United Arab Emirates, United Kingdom, United States, United States of America, Uruguay,
    Uzbekistan, Vanuatu, Vatican City, Venezuela, Vietnam, Wales, Yemen, Zambia, Zimbabwe, US, U.S.,
    USA, U.S.A., UK, U.K., UAE, Britain, Great Britain, America"""
)
PLACES = COUNTRIES | _lines(
    """Africa, Antarctica, Asia, Europe, North America, South America, Latin America, Central America,
    Middle East, Southeast Asia, South East Asia, East Asia, Scandinavia, Balkans, Caribbean, Arctic,
    Atlantic, Pacific, Mediterranean, Crimea, Gaza, West Bank, Kashmir, Tibet, Catalonia, Bavaria,
    Saxony, Tuscany, Lombardy, Sicily, Sardinia, Aceh, Sumatra, Java, Bali, Kurdistan, Siberia, Ontario,
    Quebec, Alberta, Manitoba, British Columbia, Nova Scotia, New South Wales, NSW, Victoria,
    Queensland, Western Australia, South Australia, Tasmania, Alabama, Alaska, Arizona, Arkansas,
    California, Colorado, Connecticut, Delaware, Florida, Hawaii, Idaho, Illinois, Indiana, Iowa,
    Kansas, Kentucky, Louisiana, Maine, Maryland, Massachusetts, Michigan, Minnesota, Mississippi,
    Missouri, Montana, Nebraska, Nevada, New Hampshire, New Jersey, New Mexico, New York, North
    Carolina, North Dakota, Ohio, Oklahoma, Oregon, Pennsylvania, Rhode Island, South Carolina, South
    Dakota, Tennessee, Texas, Utah, Vermont, Virginia, West Virginia, Wisconsin, Wyoming, Washington,
    Accra, Addis Ababa, Amsterdam, Ankara, Athens, Atlanta, Auckland, Baghdad, Bangkok, Barcelona,
    Basel, Beijing, Beirut, Belfast, Belgrade, Berlin, Bern, Birmingham, Bogota, Boston, Brasilia,
    Brussels, Bucharest, Budapest, Buenos Aires, Cairo, Canberra, Cape Town, Caracas, Cardiff, Chicago,
    Cologne, Colombo, Copenhagen, Dakar, Dallas, Damascus, Delhi, Denver, Detroit, Dhaka, Doha, Dubai,
    Dublin, Edinburgh, Frankfurt, Geneva, Genoa, Glasgow, Hamburg, Hanoi, Havana, Helsinki, Houston,
    Islamabad, Istanbul, Jakarta, Jerusalem, Johannesburg, Kabul, Karachi, Kiev, Kyiv, Kinshasa, Kuala
    Lumpur, Lagos, Lima, Lisbon, Liverpool, Ljubljana, London, Los Angeles, Luxembourg City, Lyon,
    Madrid, Manchester, Manila, Marseille, Melbourne, Mexico City, Miami, Milan, Minsk, Mogadishu,
    Montreal, Moscow, Mumbai, Munich, Nairobi, Naples, New Delhi, Nicosia, Osaka, Oslo, Ottawa, Paris,
    Perth, Philadelphia, Prague, Pretoria, Reykjavik, Riga, Rio de Janeiro, Riyadh, Rome, Rotterdam, San
    Francisco, San Diego, Santiago, Sao Paulo, Sarajevo, Seattle, Seoul, Shanghai, Sofia, Stockholm,
    Strasbourg, Sydney, Taipei, Tallinn, Tbilisi, Tehran, Tel Aviv, The Hague, Tokyo, Toronto, Tripoli,
    Tunis, Turin, Vancouver, Venice, Vienna, Vilnius, Warsaw, Washington D.C., Wellington, Yerevan,
    Zagreb, Zurich"""
)
DEMONYMS = _lines(
    """African, American, Arab, Argentine, Asian, Australian, Austrian, Bangladeshi, Bangladeshis, Belgian,
    Brazilian, British, Bulgarian, Cambodian, Canadian, Chilean, Chinese, Colombian, Croatian, Cuban,
    Czech, Danish, Dutch, Egyptian, English, Estonian, European, Europeans, Filipino, Finnish, French,
    German, Germans, Greek, Hungarian, Icelandic, Indian, Indonesian, Iranian, Iraqi, Irish, Israeli,
    Italian, Italians, Jamaican, Japanese, Jordanian, Kenyan, Korean, Kurdish, Latvian, Lebanese,
    Libyan, Lithuanian, Malaysian, Mexican, Moroccan, Nepalese, Nigerian, Norwegian, Pakistani,
    Palestinian, Palestinians, Polish, Portuguese, Rohingya, Romanian, Russian, Russians, Scottish,
    Serbian, Slovak, Slovenian, Somali, Spanish, Swedish, Swiss, Syrian, Taiwanese, Thai, Tunisian,
    Turkish, Ukrainian, Ukrainians, Vietnamese, Welsh, Western, Muslim, Muslims, Christian, Christians,
    Catholic, Buddhist, Buddhists, Jewish, Jews, Hindu, Islamic, Americans, Democrat, Democrats,
    Republican, Republicans, Conservative, Conservatives, Internet"""
)
ORGANIZATIONS = _lines(
    """United Nations, UN, U.N., European Union, EU, E.U., NATO, WHO, UNICEF, UNESCO, IMF, OECD, OPEC,
    ASEAN, WTO, FIFA, UEFA, IOC, NASA, ESA, CERN, FBI, CIA, NSA, NHS, FDA, EPA, CDC, BBC, CNN, CBC, ABC,
    NBC, CBS, NPR, AFP, AP, Reuters, Associated Press, Wikinews, Wikipedia, Google, Apple, Microsoft,
    Amazon, Facebook, Meta, Twitter, YouTube, IBM, Intel, Samsung, Sony, Toyota, Volkswagen, BMW,
    Siemens, Bosch, Boeing, Airbus, Shell, BP, Tesla, Netflix, Interpol, Europol, Greenpeace, Amnesty
    International, Red Cross, Red Crescent, Oxfam, World Bank, White House, Kremlin, Pentagon, Congress,
    Senate, Parliament, House of Commons, House of Lords, Bundestag, Taliban, Hamas, Hezbollah,
    Al-Qaeda, Islamic State, Hells Angels, Globe and Mail, Le Monde, Der Spiegel, New York Times,
    Huffington Post"""
)
GIVEN_NAMES = word_list(
    """Aaron Abdul Abigail Adam Adrian Agnes Ahmed Aisha Alan Albert Alejandro Alessandro Alex Alexander
    Alexandra Alfred Ali Alice Alison Amanda Amina Amir Amy Ana Anders Andre Andrea Andreas Andrew
    Angela Anita Ann Anna Anne Anthony Antonio Arthur Astrid Barbara Beatrice Ben Benjamin Bernard Beth
    Bill Birgit Bob Boris Brian Bruce Camille Carl Carla Carlos Carol Caroline Catherine Charles
    Charlotte Chloe Chris Christian Christina Christine Christopher Claire Clara Claude Claudia Claudio
    Colette Craig Cyd Daniel Daniela David Deborah Dennis Diana Diane Diego Dmitry Donald Dorothy
    Douglas Eddie Edith Edward Elena Elias Elizabeth Ella Ellen Emily Emma Eric Erik Ernest Eva Fatima
    Felix Fernando Fiona Florence Francesca Francesco Francis Francois Frank Fred Frederick Gabriel Gary
    Geoffrey George Gerald Giovanni Giulia Gordon Grace Graham Greta Gregory Hannah Hans Harold Harry
    Hassan Heather Heidi Helen Helena Henrik Henry Holly Horace Howard Hugh Hugo Ian Ibrahim Ines Ingrid
    Irene Isabel Isabella Ivan Jack Jacob James Jan Jane Janet Jason Javier Jean Jeff Jeffrey Jennifer
    Jeremy Jessica Jim Joan Joanna Joe Johan Johannes John Jonas Jonathan Jorge Jose Joseph Joshua Juan
    Judith Julia Julian Julie Karen Karin Karl Kate Katherine Kathryn Katja Keith Kelly Kenneth Kevin
    Khalid Klaus Kofi Lars Laura Lauren Lea Leo Leon Leonardo Liam Linda Lisa Louis Louise Luca Lucas
    Lucia Lucy Luis Lukas Lydia Magda Manuel Marc Marcel Marco Marcus Margaret Maria Marie Mario Marion
    Mark Markus Marta Martha Martin Mary Mathias Matteo Matthew Maureen Max Maxime Megan Mehmet Mei
    Melissa Michael Michel Michelle Miguel Mikhail Mohamed Mohammed Mona Monica Muhammad Nadia Najib
    Nancy Natalia Natalie Nathan Neil Nicholas Nicola Nicolas Nicole Nina Noah Nora Nunzio Olga Oliver
    Olivia Omar Oscar Pablo Pamela Paolo Patricia Patrick Paul Paula Paulo Pedro Peter Petra Philip
    Pierre Priya Rachel Rafael Rahul Raj Ralph Raymond Rebecca Regina Renate Richard Robert Roberto
    Roger Roland Ronald Rosa Rose Roy Ruth Ryan Sally Salma Sam Samantha Samuel Sandra Sanjay Sara Sarah
    Scott Sean Sebastian Sergei Sharon Sheila Simon Sofia Sofie Sonia Sophia Sophie Stefan Stefania
    Stephanie Stephen Steve Steven Stuart Sujata Susan Susanne Sven Svetlana Sylvia Tanya Teresa Theo
    Theresa Thomas Tim Timothy Tobias Tom Tony Ursula Valentina Vanessa Vera Veronica Victor Victoria
    Vikram Vincent Viktor Vladimir Walter Wendy William Wolfgang Xavier Yasmin Yuki Yusuf Zainab Zoe"""
)
ORGANIZATION_WORDS = word_list(
    """academy administration agency airline airlines airways alliance army assembly association associates
    authority bank board brigade broadcasting bureau cabinet camp centre center chamber church clinic
    club coalition college commission committee company confederation conference consortium cooperative
    corp corporation corps council court department directorate embassy enterprises federation firm
    force forces forum foundation front fund gmbh government group guard holdings hospital inc
    industries initiative institute institution international journal laboratory laboratories league
    limited llc ltd magazine military ministry mission municipality museum navy network news newspaper
    observatory office orchestra organisation organization parliament partners party plc police post
    press registry school schools secretariat senate service services society standards studio studios
    syndicate system systems tribune team technologies theatre theater times trust union united
    university utilities works workers airport authority politburo treasury tribunal militia congress
    ngo ag sa nv se bv oy ab fc herald gazette guardian observer chronicle survey survival tourism"""
)
PLACE_WORDS = word_list(
    """island islands isle river lake sea ocean bay gulf strait mount mountain mountains valley desert
    forest street road avenue boulevard square bridge park peninsula province county district city town
    village region coast beach harbour harbor canal canyon glacier borough republic kingdom territory
    territories airport hall memorial stadium highway creek hill hills falls point port quay reef delta
    dam reservoir"""
)
EVENT_WORDS = word_list(
    """olympics games cup championship championships festival summit conference marathon tournament
    election elections referendum open prix carnival parade expo fair war revolution uprising awards
    ceremony"""
)
LAW_WORDS = word_list(
    """act treaty convention directive regulation regulations bill constitution code protocol amendment
    accord agreement charter ordinance law"""
)
NOT_NAMES = word_list(
    """I IQ TV GMT UTC DNA RNA GDP CEO CFO CTO MP MPs PM AM FM PhD HIV AIDS COVID CO2 GPS PDF USD EUR GBP
    ID OK Mr Mrs Ms Dr Prof Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February
    March April May June July August September October November December Jan Feb Mar Apr Jun Jul Aug Sep
    Sept Oct Nov Dec Christmas Easter Ramadan God State Secretary Spokesperson Undersecretary Minister
    President Night Year"""
)
